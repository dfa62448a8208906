import type { Facts } from '../../workflows/contract/checkout.ts';
import type { StepContext, StepOutcome } from '../../workflows/contract/step-context.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import { cutText } from '../../workflows/contract/text.ts';
import type { Apruve, Read } from '../apruve/client.ts';
import type { ApruveOrder } from '../apruve/entities.ts';
import { listAllOrders } from '../apruve/pages.ts';
import { recordedRequest, requests } from '../apruve/requests.ts';
import type { ActivityDeps } from '../deps.ts';
import { asStep } from '../step/failures.ts';
import { lookForForeign, takeInListedReturns, type InvoicesLook } from '../invoices/look-at-invoices.ts';
import { cleanText } from '../../workflows/contract/clean-text.ts';
import { commitAndNotify } from '../step/commit-and-notify.ts';
import { waitingEventsFor } from '../ledger/event-matching.ts';
import type { Ledger } from '../ledger/database.ts';
import { CANCEL_ORDER_STEP, PURCHASE_STEP } from '../../workflows/rules/rows.ts';
import { readCanceled, type CanceledOrder } from './canceled-orders.ts';
import { mismatchOf, recordMismatch, UNKNOWN, whyNotAdopted } from './mismatch.ts';
import { adoptedByOthers, readIssuedHashes, storeBuyerPoNumber, type IssuedHashes } from '../ledger/checkouts.ts';
import type { Also } from '../ledger/commit.ts';
import type { StepRecord } from '../ledger/rows.ts';
import { runApruveStep } from '../step/run-apruve-step.ts';
import { cancelCall, readOrNull } from './order-cancel.ts';
import { orderCanceled, orderFacts } from './order-facts.ts';
import { assertOutOfDoubt, findPlaced, sentOrder, type SentOrder } from './placed-orders.ts';

/**
 * Reads an order whose id came from a browser, an event or our own facts, and adopts it only when merchant, order number,
 * amount and currency are ours and no other checkout has adopted it. Anything else is `authorization-mismatch`: recorded, shown, never
 * authorized. With the adopted order, the invoices that others made on it are read as well.
 */
export function readOrder(deps: ActivityDeps, ctx: StepContext, orderId: string): Promise<StepOutcome> {
  return asStep(async () => {
    const { apruve } = await deps.channel(ctx.channel);
    const read = await readOrNull(apruve, orderId);
    const adopted = ctx.facts.order?.id === orderId;
    const mismatch = read === null ? UNKNOWN : adopted ? null : await whyNotAdopted(deps.db, ctx, apruve, read.data);
    if (read === null || mismatch !== null) {
      const answer = read?.answer ?? { status: 404, body: 'Not Found' };
      const request = recordedRequest(requests.getOrder(orderId));
      const refusal = await recordMismatch(deps, ctx, { orderId, ...(mismatch ?? UNKNOWN), request, response: answer });
      const isNamed = read?.data.merchant_id === apruve.merchantId && read.data.merchant_order_id === ctx.merchantOrderId;
      return isNamed ? { ...refusal, orphans: [orderId] } : refusal;
    }
    const isCanceled = read.data.status === 'canceled';
    const canceled = isCanceled ? await readCanceled(apruve, ctx, orderId) : undefined;
    const look = adopted && !isCanceled ? await lookForForeign(apruve, ctx, orderId) : canceled;
    const outcome = await adoptOrder(deps, ctx, read, look, canceled);
    await takeInListedReturns(deps, ctx, look?.read ?? []);
    return outcome;
  });
}

/**
 * Looks for an order of ours at Apruve that nobody told us of: the newest that is not canceled and fits is adopted. The others may be
 * orphans, also where none fits. An offline order counts as not there only once it can no longer land.
 */
export function lookUpOrder(deps: ActivityDeps, ctx: StepContext): Promise<StepOutcome> {
  return asStep(async () => {
    const { apruve } = await deps.channel(ctx.channel);
    const sent = ctx.facts.offline ? await sentOrder(deps.db, ctx.checkoutId) : null;
    const issued = await readIssuedHashes(deps.db, ctx);
    const ours = await findOurs(deps.db, apruve, ctx, issued, sent);
    const live = ours.filter(({ data }) => data.status !== 'canceled');
    const isOld = ({ secure_hash: hash }: ApruveOrder): boolean => hash != null && issued.old.has(hash);
    const found = live.find(({ data }) => mismatchOf(ctx, apruve.merchantId, data) === null && !isOld(data));
    if (found === undefined && sent !== null) assertOutOfDoubt(sent, deps.clock());
    const orphans = (found === undefined ? live : ours).filter((other) => other !== found).map(({ data }) => data.id);
    if (found === undefined) return { ...(await commitOrder(deps, ctx, [{ fact: 'order-looked-up' }])), orphans };
    return { ...(await adoptOrder(deps, ctx, found)), orphans };
  });
}

/** Cancels the adopted order at Apruve, which frees the buyer's credit, and records why the checkout ends. */
export function cancelOrder(
  deps: ActivityDeps,
  ctx: StepContext,
  orderId: string,
  reason: NonNullable<Facts['ending']>,
  actor?: string,
): Promise<StepOutcome> {
  return runApruveStep<ApruveOrder>(deps, ctx, (apruve) => ({
    step: CANCEL_ORDER_STEP,
    action: 'order_cancel',
    amountCents: ctx.facts.terms.amountCents,
    source: PURCHASE_STEP,
    actor,
    ...cancelCall(apruve, orderId),
    facts: (order) => [...orderFacts(ctx, { ...order, status: 'canceled' }), { fact: 'ending', reason }],
  }));
}

async function adoptOrder(
  deps: ActivityDeps,
  ctx: StepContext,
  { answer, data }: Read<ApruveOrder>,
  look?: InvoicesLook,
  canceled?: CanceledOrder,
): Promise<StepOutcome> {
  const isNews = canceled?.accepted === true && (ctx.facts.order?.acceptedAt ?? null) === null;
  const unseen = isNews ? [...orderFacts(ctx, { ...data, status: 'accepted' }), orderCanceled(data)] : [];
  const newFacts: Fact[] = [...(look?.newFacts ?? []), { fact: 'order-looked-up' }, ...unseen, ...orderFacts(ctx, data)];
  const store = ctx.facts.order === null ? keepPoNumber(ctx, data) : undefined;
  return commitOrder(deps, ctx, newFacts, { orderId: data.id, response: answer, store }, look?.records);
}

/** Keeps the PO number that the buyer typed in the lightbox, if any. */
function keepPoNumber({ checkoutId }: StepContext, order: ApruveOrder): Also['store'] {
  const typed = typedPoNumber(order);
  return typed === '' ? undefined : (tx) => storeBuyerPoNumber(tx, checkoutId, typed);
}

const LONGEST_PO_NUMBER = 255;

/** The PO number that an order shows at Apruve, cleaned; an empty text where it shows none. */
export const typedPoNumber = ({ payment_terms: terms }: Pick<ApruveOrder, 'payment_terms'>): string =>
  cutText(cleanText(terms?.po_number ?? ''), LONGEST_PO_NUMBER);

async function commitOrder(
  deps: ActivityDeps,
  ctx: StepContext,
  newFacts: Fact[],
  order?: { orderId: string; response: Read<ApruveOrder>['answer']; store: Also['store'] },
  records: readonly StepRecord[] = [],
): Promise<StepOutcome> {
  if (order === undefined) return commitAndNotify(deps, ctx, newFacts);
  const rows = [{ step: PURCHASE_STEP, response: order.response }, ...records];
  const outcome = await commitAndNotify(deps, ctx, newFacts, rows, order.store);
  return { ...outcome, waitingEvents: await waitingEventsFor(deps.db, ctx, newFacts, { orderId: order.orderId }) };
}

/**
 * Every order at Apruve with a hash of this attempt, or that was sent offline, and that is free, the newest first. All hashes are
 * asked for at once; the answer to one proves it, also where it does not tell the hash.
 */
async function findOurs(
  db: Ledger,
  apruve: Apruve,
  ctx: StepContext,
  { own }: IssuedHashes,
  sent: SentOrder | null,
): Promise<Read<ApruveOrder>[]> {
  const byHash = async (secure_hash: string): Promise<Read<ApruveOrder>[]> => {
    const { answer, data } = await listAllOrders(apruve, ctx.merchantOrderId, secure_hash);
    return data.map((order) => ({ answer: { status: answer.status, body: order }, data: { ...order, secure_hash } }));
  };
  const placed = sent === null ? [] : [findPlaced(apruve, sent)];
  const candidates = (await Promise.all([...placed, ...[...own].map(byHash)])).flat();
  const found = candidates.map(({ data }) => data.id);
  const taken = await adoptedByOthers(db, ctx.checkoutId, found);
  const free = candidates.filter(({ data }) => !taken.has(data.id));
  return free.sort((a, b) => Date.parse(b.data.created_at ?? '') - Date.parse(a.data.created_at ?? ''));
}
