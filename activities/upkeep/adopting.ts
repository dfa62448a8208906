import type { Facts } from '../../workflows/contract/checkout.ts';
import type { StepContext } from '../../workflows/contract/step-context.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import { openingFacts } from '../../workflows/rules/facts.ts';
import { withoutProcessTrouble } from '../../workflows/rules/process-trouble.ts';
import { PURCHASE_STEP } from '../../workflows/rules/rows.ts';
import type { Read } from '../apruve/client.ts';
import { isUnknown, type ApruveWholeOrder } from '../apruve/entities.ts';
import { ApruveError } from '../apruve/errors.ts';
import { requests } from '../apruve/requests.ts';
import type { ActivityChannel, ActivityDeps } from '../deps.ts';
import { lookAtInvoices } from '../invoices/look-at-invoices.ts';
import { storeAdopted, type AdoptedCheckout } from '../ledger/adoption.ts';
import { contentHashOf, takerOf } from '../ledger/attempts.ts';
import { findByApruveOrder, findCheckout, listAttempts, type CheckoutRow } from '../ledger/checkouts.ts';
import { waitingEventsFor } from '../ledger/event-matching.ts';
import { clearOnProcesses } from '../ledger/process-attention.ts';
import { COMMAND_LINE } from '../ledger/setup-changes.ts';
import { typedPoNumber } from '../orders/authorization.ts';
import { orderFacts } from '../orders/order-facts.ts';
import { judgeOrder } from '../orders/orphan-judgement.ts';
import { adoptedFacts, shopOrderOf, termsOf } from './adopted-order.ts';

/** An order that already runs at Apruve. */
export interface OrderToAdopt {
  merchantOrderId: string;
  apruveOrderId: string;
  email: string | null;
}

/** What became of it. `finished`: nothing is unpaid, so no process is needed. `checkoutId` is null where nothing was written. */
export type Adoption =
  | { outcome: 'running' | 'finished' | 'known'; checkoutId: string | null; facts: Facts }
  | { outcome: 'refused'; why: string };

export interface AdoptingDeps extends Pick<ActivityDeps, 'db' | 'clock'> {
  channel: ActivityChannel;
  workflows: Pick<ActivityDeps['workflows'], 'signalEvent' | 'isRunning'> & { begin: (checkout: CheckoutRow) => Promise<void> };
}

/**
 * Makes a checkout of an order that already runs at Apruve, with everything that Apruve shows of it. Without `apply` it only says what
 * would become of it. An order that is canceled or not this channel's is refused. A repeat finds the checkout, and starts its process
 * where a first try was cut off before that. Throws an `ApruveError` where Apruve cannot be read: nothing was written then.
 */
export async function adoptOrder(deps: AdoptingDeps, wanted: OrderToAdopt, apply: boolean): Promise<Adoption> {
  const known = await findByApruveOrder(deps.db, wanted.apruveOrderId);
  if (known?.facts != null) return knownAs(deps, wanted, known, known.facts, apply);
  const { id } = deps.channel;
  const attempts = await listAttempts(deps.db, id, wanted.merchantOrderId);
  const taker = takerOf(attempts);
  if (taker !== undefined) return refused(numberTaken(taker));
  const order = await readWhole(deps.channel, wanted.apruveOrderId);
  const why = order === null ? notShown(id) : await whyRefused(deps, order.data, wanted, attempts);
  if (order === null || why !== null) return refused(why ?? notShown(id));
  const adopted = await readAdopted(deps.channel, wanted, order, deps.clock());
  const outcome = adopted.facts.end === null ? 'running' : 'finished';
  if (!apply) return { outcome, checkoutId: null, facts: adopted.facts };
  const checkoutId = await storeAdopted(deps.db, adopted);
  const row = checkoutId === null ? null : await findCheckout(deps.db, checkoutId);
  if (row === null) return refused('A checkout for its number was opened meanwhile. Run the command again.');
  await begin(deps, row, adopted.facts);
  return { outcome, checkoutId, facts: adopted.facts };
}

const refused = (why: string): Adoption => ({ outcome: 'refused', why });
const notShown = (channel: string): string => `Apruve shows no such order to the merchant of the channel ${channel}.`;
const numberTaken = ({ id, status }: CheckoutRow): string => `Its number is that of the checkout ${id} (${status}).`;

/** An adopted checkout whose process has written nothing may have been stored without one. */
async function knownAs(
  deps: AdoptingDeps,
  { merchantOrderId }: OrderToAdopt,
  row: CheckoutRow,
  facts: Facts,
  apply: boolean,
): Promise<Adoption> {
  if (row.channel !== deps.channel.id || row.merchantOrderId !== merchantOrderId)
    return refused(
      `It is the order of the checkout ${row.id}, with the number ${row.merchantOrderId} in the channel ${row.channel}.`,
    );
  if (apply && row.version === 1) await begin(deps, row, facts);
  return { outcome: 'known', checkoutId: row.id, facts };
}

/** Starts the process with what the ledger holds, and tells it of events that came before the ledger knew the order. */
async function begin({ db, workflows, channel, clock }: AdoptingDeps, row: CheckoutRow, facts: Facts): Promise<void> {
  if (facts.end !== null) return;
  // A first try that was cut off may have left it without a process long enough to be shown.
  await workflows.begin({ ...row, input: { ...row.input, adopted: withoutProcessTrouble(facts) } });
  if (await workflows.isRunning(row.id)) await clearOnProcesses(db, [row.id], 'process');
  const ctx = contextOf(channel, { checkoutId: row.id, merchantOrderId: row.merchantOrderId, facts }, clock().toISOString());
  const waiting = await waitingEventsFor(db, ctx, [], { orderId: facts.order?.id ?? '' });
  for (const event of waiting) await workflows.signalEvent(row.id, event);
}

async function readWhole({ apruve }: ActivityChannel, orderId: string): Promise<Read<ApruveWholeOrder> | null> {
  try {
    return await apruve.send(requests.getWholeOrder(orderId));
  } catch (error) {
    if (error instanceof ApruveError && error.kind === 'not-found') return null;
    throw error;
  }
}

async function whyRefused(
  { db, channel: { id, apruve } }: AdoptingDeps,
  order: ApruveWholeOrder,
  { merchantOrderId }: OrderToAdopt,
  attempts: readonly CheckoutRow[],
): Promise<string | null> {
  if (order.merchant_id !== apruve.merchantId) return `It belongs to another merchant than that of the channel ${id}.`;
  if (order.merchant_order_id !== merchantOrderId)
    return order.merchant_order_id == null
      ? 'It has no number at Apruve.'
      : `Its number at Apruve is ${order.merchant_order_id}.`;
  if (order.status === 'canceled') return 'It is canceled at Apruve.';
  if (isUnknown(order.status)) return `Apruve shows it in a state that is not known here (${order.status}).`;
  const isOurs = attempts.length > 0 && (await judgeOrder(db, apruve, order, attempts)) !== 'not-ours';
  return isOurs ? 'It was made for a checkout of this product that has ended, and is canceled by itself.' : null;
}

/** Everything that Apruve shows of the order, and the facts that follow from it. */
async function readAdopted(
  channel: ActivityChannel,
  { merchantOrderId, email }: OrderToAdopt,
  { answer, data }: Read<ApruveWholeOrder>,
  now: Date,
): Promise<AdoptedCheckout> {
  const order = shopOrderOf(data, merchantOrderId);
  const customer = { email, name: null, id: null, country: null, group: null };
  const at = now.toISOString();
  const openedAt = data.created_at === null ? at : new Date(data.created_at).toISOString();
  const opened = openingFacts(termsOf(order), openedAt);
  const ctx = contextOf(channel, { checkoutId: '', merchantOrderId, facts: opened }, at);
  const look = await lookAtInvoices(channel.apruve, ctx, data.id);
  const newFacts: Fact[] = [...orderFacts(ctx, data), { fact: 'order-looked-up' }, ...look.newFacts];
  const { id, mode, paidMeans, policy } = channel;
  return {
    wanted: {
      channel: id,
      mode,
      order,
      customer,
      contentHash: contentHashOf({ order, customer }),
      openedBy: COMMAND_LINE,
      paidMeans,
      policy,
    },
    facts: adoptedFacts(opened, newFacts, at),
    buyerPoNumber: typedPoNumber(data) || null,
    records: [{ step: PURCHASE_STEP, response: answer }, ...look.records],
    returns: look.read.map(({ invoice, number, returns }) => ({
      invoiceId: invoice.id,
      number,
      made: returns.data,
      status: returns.answer.status,
    })),
    at: now,
  };
}

/** The context of a step, as far as reading needs one. */
const contextOf = (
  { id, paidMeans, policy }: ActivityChannel,
  checkout: Pick<StepContext, 'checkoutId' | 'merchantOrderId' | 'facts'>,
  at: string,
): StepContext => ({
  ...checkout,
  channel: id,
  paidMeans,
  at,
  version: checkout.facts.version,
  unknownOutcomeWaitMs: policy.unknownOutcomeWaitMs,
  currency: checkout.facts.terms.currency,
  handledEvents: [],
  onSuccess: [],
});
