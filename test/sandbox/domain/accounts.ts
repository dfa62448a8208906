import type { AccountRow, BuyerRow, MerchantRow } from '../store/rows.ts';
import { newId, newNumber } from '../values/ids.ts';
import type { World } from '../world.ts';
import { announceAccount } from './announce.ts';

/** A new merchant, with the given values or made-up ones. */
export const createMerchant = (world: World, given: Partial<MerchantRow> & { name: string }): MerchantRow => {
  const slug = given.name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return world.merchants.insert({
    id: newId(),
    api_key: newId(),
    email: `merchant@${slug}.example.test`,
    web_url: `https://${slug}.example.test`,
    phone: '555-0100',
    url_slug: slug,
    webhook_url: null,
    ...given,
  });
};

export type NewAccount = {
  merchant_id: string;
  email: string;
  name?: string | undefined;
  credit_amount_cents: number;
  payment_term_strategy_name?: string | undefined;
};

const nameOf = (email: string): string => (email.split('@')[0] ?? email).replace(/^./, (letter) => letter.toUpperCase());

/** A new buyer's account at one merchant, with one authorized buyer. The credit limit is in cents. */
export const createAccount = (world: World, given: NewAccount): AccountRow => {
  const buyer: BuyerRow = { id: newId(), name: given.name ?? nameOf(given.email), email: given.email };
  const account = world.accounts.insert({
    id: newId(),
    merchant_id: given.merchant_id,
    customer_uuid: buyer.id,
    name: `${buyer.name} Co`,
    payment_term_strategy_name: given.payment_term_strategy_name ?? 'Net30',
    credit_amount_cents: given.credit_amount_cents,
    authorized_buyers: [buyer],
    customer_number: newNumber(),
  });
  announceAccount(world, 'corporate_account.approved', account);
  return account;
};

/** Adds a buyer to an account's team. */
export const addBuyer = (world: World, account: AccountRow, buyer: { email: string; name?: string | undefined }): AccountRow => {
  const member = { id: newId(), name: buyer.name ?? nameOf(buyer.email), email: buyer.email };
  const next = world.accounts.update(account, { authorized_buyers: [...account.authorized_buyers, member] });
  announceAccount(world, 'team_member.added', next);
  return next;
};

/** Takes a buyer off an account's team. */
export const removeBuyer = (world: World, account: AccountRow, buyerId: string): AccountRow => {
  const authorized_buyers = account.authorized_buyers.filter((buyer) => buyer.id !== buyerId);
  const next = world.accounts.update(account, { authorized_buyers });
  announceAccount(world, 'team_member.removed', next);
  return next;
};

/** The accounts whose team has this email, compared without regard to case. */
export const accountsByEmail = (accounts: readonly AccountRow[], email: string): AccountRow[] =>
  accounts.filter((account) => account.authorized_buyers.some((buyer) => buyer.email.toLowerCase() === email.toLowerCase()));
