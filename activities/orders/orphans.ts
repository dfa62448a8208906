import type { OrphanInput, OrphanOutcome } from '../../workflows/contract/orphan.ts';
import type { Apruve } from '../apruve/client.ts';
import { isRefusal } from '../apruve/errors.ts';
import type { ApruveInvoice, ApruveOrder } from '../apruve/entities.ts';
import { listAllInvoices } from '../apruve/pages.ts';
import { hasCapturedPayment } from '../apruve/payments.ts';
import { requests } from '../apruve/requests.ts';
import type { ActivityDeps } from '../deps.ts';
import { toFailure } from '../step/failures.ts';
import { isDeletedChannel } from '../ledger/channels.ts';
import { listAttempts, type CheckoutRow } from '../ledger/checkouts.ts';
import { writeRecord } from '../ledger/rows.ts';
import { settleOrderEvents } from '../ledger/inbox.ts';
import { doStep, type PlannedStep, type WriteContext } from '../step/do-step.ts';
import { verbCall } from '../invoices/invoice-actions.ts';
import { cancelCall, readOrNull } from './order-cancel.ts';
import { isShown, keptOrphan, paidOrphan, showOrphan } from './orphan-attention.ts';
import { judgeOrder } from './orphan-judgement.ts';
import { findReleased, refusedOrphans } from '../ledger/orphan-rows.ts';

/**
 * Cancels an order at Apruve that is ours and that no checkout needs, so that the buyer's credit is free: a second tab, an
 * old hash, an order that came after its checkout had ended. Its invoices go first, also where Apruve has canceled the order
 * itself, because that leaves them. One on which money has moved is kept. What Apruve refuses is left with its row, for a person, and
 * tried again after a day. Of a channel that was deleted nothing can be, and nothing is tried any more.
 */
export async function releaseOrphan(deps: ActivityDeps, input: OrphanInput): Promise<OrphanOutcome> {
  const order = await readOwn(deps, input).catch(async (error: unknown) => {
    if (await isDeletedChannel(deps.db, input.channel)) return null;
    throw toFailure(error);
  });
  if (order === null) return settleOrphanEvents(deps, input, null, 'gone');
  const attempts = await listAttempts(deps.db, input.channel, order.merchant_order_id ?? '');
  return settleOrphanEvents(deps, input, attempts[0]?.id ?? null, await release(deps, input, order, attempts));
}

/** What the events of an order mean once its release has come to this; the others are settled by the checkout that has it. */
const EVENT_OUTCOMES: Partial<Record<OrphanOutcome, string>> = {
  released: 'released',
  gone: 'no-news',
  'not-ours': 'not-ours',
  paid: 'orphan-paid',
  refused: 'orphan-kept',
};

/** Gives the events of the order that still wait for an outcome the one that its release tells. */
async function settleOrphanEvents(
  { db }: ActivityDeps,
  { channel, orderId }: OrphanInput,
  checkoutId: string | null,
  outcome: OrphanOutcome,
): Promise<OrphanOutcome> {
  const wasReleased = outcome === 'gone' && (await findReleased(db, channel, { apruveOrderId: orderId })) !== null;
  const meaning = wasReleased ? 'released' : EVENT_OUTCOMES[outcome];
  if (meaning !== undefined) await settleOrderEvents(db, channel, { orderId, checkoutId, outcome: meaning });
  return outcome;
}

async function release(
  deps: ActivityDeps,
  input: OrphanInput,
  order: ApruveOrder,
  attempts: readonly CheckoutRow[],
): Promise<OrphanOutcome> {
  const { db, clock, channel } = deps;
  const [latest] = attempts;
  if (latest === undefined) return 'not-ours';
  try {
    const { apruve } = await channel(input.channel);
    const invoices = await orphanInvoices(apruve, order);
    if (invoices === null) return 'gone';
    const verdict = await judgeOrder(db, apruve, order, attempts);
    if (verdict !== 'orphan') return verdict;
    if (await wasRefusedLately({ db, clock }, latest, [order.id, ...invoices.map(({ id }) => id)])) return 'refused';
    const { id: checkoutId, currency, input: started } = latest;
    const owner = { channel: input.channel, checkoutId, currency, unknownOutcomeWaitMs: started.policy.unknownOutcomeWaitMs };
    if (invoices.some(hasMoney)) return await keepPaid(deps, { db, clock, apruve, owner }, latest, order, invoices);
    return await cancelAll({ db, clock, apruve, owner }, input.channel, order, invoices);
  } catch (error) {
    if (!isRefusal(error)) throw toFailure(error);
    await showOrphan(deps, latest, keptOrphan(order, error.message));
    return 'refused';
  }
}

/** Funded, closed, or paid in part. */
const hasMoney = (invoice: ApruveInvoice): boolean =>
  invoice.status === 'funded' || invoice.status === 'closed' || (invoice.status === 'open' && hasCapturedPayment(invoice));

/** Keeps an order on which money has moved: the credit that no invoice uses is released, and a person is shown it, once. */
async function keepPaid(
  deps: ActivityDeps,
  ctx: WriteContext,
  latest: CheckoutRow,
  order: ApruveOrder,
  invoices: readonly ApruveInvoice[],
): Promise<OrphanOutcome> {
  if (isShown(latest, order, 'orphan-paid')) return 'paid';
  if (order.status === 'accepted') await completeRest(ctx, order);
  await showOrphan(deps, latest, paidOrphan(order, invoices));
  return 'paid';
}

/** A refusal stays on its row, because the person who is shown the order decides about it. */
async function completeRest(ctx: WriteContext, { id, amount_cents: amountCents }: ApruveOrder): Promise<void> {
  const step = `orphan_complete:${id}`;
  const planned = {
    step,
    action: 'complete',
    amountCents,
    source: null,
    reference: id,
    request: requests.completeOrder(id),
  } as const;
  try {
    const { response } = await doStep(ctx, planned);
    await ctx.db.transaction((tx) => writeRecord(tx, ctx.owner.checkoutId, { step, response, successful: true }));
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
}

/** Cancels the invoices, then the order. It is judged anew before each, because a checkout may have changed its mind meanwhile. */
async function cancelAll(
  ctx: WriteContext,
  channel: string,
  order: ApruveOrder,
  invoices: readonly ApruveInvoice[],
): Promise<OrphanOutcome> {
  const cancels = [
    ...invoices.filter(({ status }) => status !== 'canceled').map((invoice) => () => cancelOrphanInvoice(ctx, invoice)),
    ...(order.status === 'canceled' ? [] : [() => cancelOrphan(ctx, order)]),
  ];
  for (const cancel of cancels) {
    const attempts = await listAttempts(ctx.db, channel, order.merchant_order_id ?? '');
    const verdict = await judgeOrder(ctx.db, ctx.apruve, order, attempts);
    if (verdict !== 'orphan') return verdict;
    await cancel();
  }
  return 'released';
}

async function readOwn({ channel }: ActivityDeps, { channel: id, orderId }: OrphanInput): Promise<ApruveOrder | null> {
  const { apruve } = await channel(id);
  const read = await readOrNull(apruve, orderId);
  return read?.data.merchant_id === apruve.merchantId ? read.data : null;
}

const isPendingOrOpen = ({ status }: ApruveInvoice): boolean => status === 'pending' || status === 'open';

/** The invoices of an order that may be nobody's; null where it holds nothing: it is canceled, and none of them will be paid. */
export async function orphanInvoices(apruve: Apruve, { id, status }: ApruveOrder): Promise<ApruveInvoice[] | null> {
  const { data } = await listAllInvoices(apruve, id);
  return status !== 'canceled' || data.some(isPendingOrOpen) ? data : null;
}

const TRY_AGAIN_AFTER_MS = 86_400_000;

/** True where Apruve has refused, within a day, to cancel this order or an invoice on it: asking again so soon changes nothing. */
async function wasRefusedLately(
  { db, clock }: Pick<ActivityDeps, 'db' | 'clock'>,
  { channel, merchantOrderId }: CheckoutRow,
  ids: readonly string[],
): Promise<boolean> {
  const since = new Date(clock().getTime() - TRY_AGAIN_AFTER_MS);
  const refused = await refusedOrphans(db, { channel, merchantOrderId, since });
  return ids.some((id) => refused.has(id));
}

/** Apruve makes invoices itself (`invoice_on_create`), and a canceled order keeps them: the buyer would be asked to pay. */
const cancelOrphanInvoice = (ctx: WriteContext, { id, amount_cents }: ApruveInvoice): Promise<void> =>
  cancelAtApruve(ctx, id, amount_cents, verbCall(ctx.apruve, id, 'cancel'));

const cancelOrphan = (ctx: WriteContext, { id, amount_cents }: ApruveOrder): Promise<void> =>
  cancelAtApruve(ctx, id, amount_cents, cancelCall(ctx.apruve, id));

/** The row tells of it on the newest attempt for the order's number. */
async function cancelAtApruve<T>(
  ctx: WriteContext,
  reference: string,
  amountCents: number,
  call: Pick<PlannedStep<T>, 'request' | 'find' | 'isDone'>,
): Promise<void> {
  const step = `orphan_cancel:${reference}`;
  const planned = { step, action: 'orphan_cancel', amountCents, source: null, reference, ...call } as const;
  const { response } = await doStep(ctx, planned);
  const { checkoutId } = ctx.owner;
  await ctx.db.transaction((tx) => writeRecord(tx, checkoutId, { step, response, successful: true }));
}
