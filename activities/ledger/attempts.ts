import { createHash } from 'node:crypto';
import { and, eq, isNull } from 'drizzle-orm';
import type { Mode } from '../../workflows/contract/channel.ts';
import type { CheckoutInput, OfflineInput, PaidMeans } from '../../workflows/contract/checkout.ts';
import type { Policy } from '../../workflows/contract/policy.ts';
import { advance, openingFacts } from '../../workflows/rules/facts.ts';
import { hasCapture } from '../../workflows/rules/credit.ts';
import { rowsOf } from '../../workflows/rules/rows.ts';
import { isFinal, statusOf } from '../../workflows/rules/status.ts';
import { announce } from './changes/announcing.ts';
import { listAttempts, type CheckoutRow } from './checkouts.ts';
import type { Ledger } from './database.ts';
import { canonicalJson } from '../../workflows/rules/canonical-json.ts';
import { sha256 } from './sha256.ts';
import { checkouts } from './schema/index.ts';
import { writeRows } from './rows.ts';
import type { Customer, Metadata, ShopOrder } from './json-columns.ts';

/** What a shop asks for, complete enough to start the process from the ledger alone. */
export interface NewCheckout {
  channel: string;
  /** That of the channel now. */
  mode: Mode;
  order: ShopOrder;
  customer: Customer;
  /** No part of the content: a repeat with other metadata finds the same checkout, and leaves it as it is. */
  metadata?: Metadata | undefined;
  contentHash: string;
  /** Who asks for it; a repeat of somebody else leaves it as it is. */
  openedBy?: string | undefined;
  paidMeans: PaidMeans;
  policy: Policy;
  /** Set where the process makes the order itself, without a lightbox. */
  offline?: OfflineInput | undefined;
}

/** `new`: a new attempt was stored; `known`: the same content was there; `conflict`: the number is taken by other content. */
export interface Allocation {
  kind: 'new' | 'known' | 'conflict';
  checkout: CheckoutRow;
}

/** SHA-256 in hex over everything that the shop sent but the metadata: two orders are the same where it is equal. */
export function contentHashOf({ order, customer, offline }: Pick<NewCheckout, 'order' | 'customer' | 'offline'>): string {
  const account = offline?.corporateAccountId;
  return sha256(canonicalJson({ order, customer, ...(account !== undefined && { offline: { account } }) }));
}

/** The same of a checkout as it is now, after updates. */
export const presentContentOf = ({ order, customer, input }: Pick<CheckoutRow, 'order' | 'customer' | 'input'>): string =>
  contentHashOf({ order, customer, offline: input.offline });

/** True where a checkout was opened with this content, or has it now. */
export const hasContent = (checkout: CheckoutRow, wanted: string): boolean =>
  checkout.contentHash === wanted || presentContentOf(checkout) === wanted;

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** `chk_` and 26 characters of base32 (130 bits) of SHA-256 over channel, order number and attempt: also the workflow's id. */
function checkoutId(channel: string, merchantOrderId: string, attempt: number): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([channel, merchantOrderId, attempt]), 'utf8')
    .digest();
  let bits = 0n;
  for (const byte of digest) bits = (bits << 8n) | BigInt(byte);
  let id = '';
  for (let i = 1; i <= 26; i += 1) id += BASE32[Number((bits >> BigInt(256 - 5 * i)) & 31n)] ?? '';
  return `chk_${id}`;
}

/**
 * The guard of "one checkout per order": the ledger, not Temporal, allocates attempts. An order number is free again only after
 * attempts that ended without money; attempt numbers are never used twice, because a table has each once. Most orders are new, so the
 * first attempt is stored without a look.
 */
export async function allocateAttempt(db: Ledger, wanted: NewCheckout): Promise<Allocation> {
  const first = await storeAttempt(db, wanted, 1);
  if (first !== null) return { kind: 'new', checkout: first };
  const attempts = await attemptsOf(db, wanted);
  const taker = takerOf(attempts);
  if (taker !== undefined) return allocationOf(taker, wanted);
  const [latest] = attempts;
  const stored = await storeAttempt(db, wanted, (latest?.attempt ?? 0) + 1);
  if (stored !== null) return { kind: 'new', checkout: stored };
  const [winner] = await attemptsOf(db, wanted);
  if (winner === undefined) throw new Error('An attempt is neither stored nor there.');
  return allocationOf(winner, wanted);
}

const allocationOf = (known: CheckoutRow, wanted: NewCheckout): Allocation => ({
  kind: hasContent(known, wanted.contentHash) ? 'known' : 'conflict',
  checkout: known,
});

/**
 * The attempt that has the order number: one that has not ended, or one with money, which keeps it for ever. `attempts`: the newest first.
 */
export const takerOf = ([latest, ...earlier]: readonly CheckoutRow[]): CheckoutRow | undefined =>
  latest === undefined || !isFinal(latest.status) ? latest : [latest, ...earlier].find(hasMoney);

/** True of an attempt with a successful capture, also one that came after its end. */
const hasMoney = ({ status, facts }: CheckoutRow): boolean => status === 'paid' || (facts?.invoices.some(hasCapture) ?? false);

const attemptsOf = (db: Ledger, { channel, order }: NewCheckout): Promise<CheckoutRow[]> =>
  listAttempts(db, channel, order.merchant_order_id);

async function storeAttempt(db: Ledger, wanted: NewCheckout, attempt: number): Promise<CheckoutRow | null> {
  const [row] = await db.insert(checkouts).values(attemptColumns(wanted, attempt)).onConflictDoNothing().returning();
  return row ?? null;
}

/** What is stored of an attempt before it begins. */
export function attemptColumns(wanted: NewCheckout, attempt: number) {
  const { channel, mode, order, customer, metadata, contentHash, openedBy } = wanted;
  const id = checkoutId(channel, order.merchant_order_id, attempt);
  return {
    id,
    channel,
    mode,
    merchantOrderId: order.merchant_order_id,
    attempt,
    contentHash,
    input: inputOf(wanted, id, attempt),
    order,
    customer,
    metadata,
    openedBy,
    amountCents: order.amount_cents,
    currency: order.currency,
  };
}

function inputOf(wanted: NewCheckout, id: string, attempt: number): CheckoutInput {
  const { channel, order, contentHash, paidMeans, policy, offline } = wanted;
  const terms = {
    currency: order.currency,
    amountCents: order.amount_cents,
    taxCents: order.tax_cents,
    shippingCents: order.shipping_cents,
    expireAt: order.expire_at,
  };
  return {
    checkoutId: id,
    channel,
    merchantOrderId: order.merchant_order_id,
    attempt,
    contentHash,
    terms,
    invoiceOnCreate: order.invoice_on_create,
    paidMeans,
    policy,
    shipsWithInvoice: true,
    ...(offline && { offline }),
  };
}

/**
 * Ends an attempt that was never opened, for good: it has no lightbox that a buyer could use, so no money can follow, and the order
 * number is free for the next attempt. Does nothing where the checkout has been opened.
 */
export async function abandonUnopened(db: Ledger, { id, channel, input }: CheckoutRow, at: Date): Promise<void> {
  const opened = openingFacts(input.terms, at.toISOString(), input.offline !== undefined);
  const facts = advance(opened, [{ fact: 'ending', reason: 'canceled' }], at.toISOString());
  const set = { facts, version: facts.version, status: statusOf(facts), paymentStatus: 'canceled' as const, lightbox: null };
  await db.transaction(async (tx) => {
    const ended = await tx
      .update(checkouts)
      .set({ ...set, updatedAt: at, completedAt: at })
      .where(and(eq(checkouts.id, id), isNull(checkouts.facts)))
      .returning({ id: checkouts.id });
    if (ended.length === 0) return;
    await writeRows(tx, { checkoutId: id, currency: input.terms.currency }, rowsOf(facts), at);
  });
  announce(db, { channel, checkoutId: id });
}
