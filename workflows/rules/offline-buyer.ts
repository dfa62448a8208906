import type { CreditAnswer } from '../contract/credit.ts';
import type { Refusal } from '../contract/failures.ts';
import type { OfflineBuyer } from '../contract/step-context.ts';
import { formatMoney } from './money.ts';

/** A corporate account as Apruve shows it; null where Apruve shows nothing. */
export interface BuyerAccount {
  id: string;
  name: string | null;
  merchantId: string | null;
  availableCents: number | null;
  currency: string | null;
  /** The user who made the account. */
  ownerId: string | null;
  buyers: readonly { id: string; email: string }[];
}

/** The buyer that an offline order names. */
export interface BuyerWish {
  email: string;
  corporateAccountId: string | null;
  merchantId: string;
  amountCents: number;
  currency: string;
}

/**
 * The account and the person that an offline order is made for, chosen from the accounts that Apruve found by the email, or why
 * there is none. Only accounts of our merchant count. Credit that Apruve does not show is left for Apruve to check.
 */
export function chooseBuyer(shown: readonly BuyerAccount[], wish: BuyerWish): OfflineBuyer | Refusal {
  const accounts = accountsOf(shown, wish);
  const [first, ...others] = accounts;
  if (first === undefined) return UNKNOWN;
  if (wish.corporateAccountId === null && others.length > 0) return ambiguous(accounts);
  const chosen = wish.corporateAccountId === null ? first : accounts.find(({ id }) => id === wish.corporateAccountId);
  if (chosen === undefined) return notTheirs(wish.corporateAccountId, accounts);
  const { id, shopperId, availableCents } = chosen;
  if (availableCents === null || availableCents >= wish.amountCents) return { corporateAccountId: id, shopperId };
  const money = (cents: number): string => formatMoney(cents, wish.currency);
  const message = `The buyer has ${money(availableCents)} of credit, the order is over ${money(wish.amountCents)}.`;
  return { code: 'insufficient-credit', message, details: { available_cents: availableCents } };
}

/** The free credit of the buyer with the email. Of one who has several accounts it is not known which would pay. */
export function creditOf(shown: readonly BuyerAccount[], wish: Pick<BuyerWish, 'email' | 'merchantId'>): CreditAnswer {
  const [first, ...others] = accountsOf(shown, wish);
  if (first === undefined) return { known: false, ...UNKNOWN };
  if (others.length > 0) {
    const message = `The buyer has ${others.length + 1} accounts at this merchant, and it is not known which one pays.`;
    return { known: false, code: 'unknown-buyer', message };
  }
  return { known: true, availableCents: first.availableCents, currency: first.currency };
}

const UNKNOWN = { code: 'unknown-buyer', message: 'Apruve knows no buyer with this email address at this merchant.' } as const;

/** The accounts of our merchant that the buyer is on, each with Apruve's id of the person. */
const accountsOf = (shown: readonly BuyerAccount[], { email, merchantId }: Pick<BuyerWish, 'email' | 'merchantId'>) =>
  shown.flatMap((account) => {
    const shopperId = account.merchantId === null || account.merchantId === merchantId ? shopperOf(account, email) : null;
    return shopperId === null ? [] : [{ ...account, shopperId }];
  });

/** The buyer with the email, compared case-insensitively; where the account lists no buyers, the user who made it. */
function shopperOf({ buyers, ownerId }: BuyerAccount, email: string): string | null {
  if (buyers.length === 0) return ownerId;
  return buyers.find((buyer) => buyer.email.toLowerCase() === email.toLowerCase())?.id ?? null;
}

const PATH = 'corporate_account_id';
const listed = (accounts: readonly BuyerAccount[]): string =>
  accounts.map(({ id, name }) => (name === null ? id : `${id} (${name})`)).join(', ');

function ambiguous(accounts: readonly BuyerAccount[]): Refusal {
  const message = `The buyer has ${accounts.length} accounts at this merchant: name the one that pays in ${PATH}.`;
  return {
    code: 'ambiguous-buyer',
    message,
    details: { errors: [{ path: PATH, message: `is missing; send one of ${listed(accounts)}` }] },
  };
}

function notTheirs(wanted: string | null, accounts: readonly BuyerAccount[]): Refusal {
  const message = `The buyer has no account ${wanted ?? ''} at this merchant.`;
  const errors = [{ path: PATH, message: `is not an account of this buyer; send one of ${listed(accounts)}` }];
  return { code: 'unknown-buyer', message, details: { errors } };
}
