import { audit, describeFinding } from '../../../worker/commands/audit.ts';
import { WorkflowNotFoundError } from '@temporalio/common';
import { checkoutQuery } from '../../../workflows/contract/messages.ts';
import { returnWorkflowId } from '../../../workflows/contract/returns.ts';
import { until } from '../../stack/wait.ts';
import { capturedOf, creditOf, invoicedOf, isPaidOrphan, orphansOf, paidOrphansOf, usedCredit } from '../model/money.ts';
import { deliver, reconcile } from '../model/network.ts';
import { amountOf, isLive, isOpen, running, total, type Checkout, type Model } from '../model/state.ts';
import { agree } from './compare.ts';
import type { Lane } from './lane.ts';
import { deliverAll, reconcileNow } from './network.ts';
import { untold } from './told.ts';
import { unheard } from './unheard.ts';

/** Every webhook is delivered; where some were lost, or an order is left over, reconciliation makes it good. */
export async function bringToRest(model: Model, lane: Lane): Promise<void> {
  await agree(model, lane);
  await arrive(model, lane);
  if (model.lost || orphansOf(model).length > 0 || paidOrphansOf(model).length > 0) {
    await reconcileNow(model, lane);
    reconcile(model);
    await agree(model, lane);
    await arrive(model, lane);
  }
}

/** What one delivery brings about may bring another. */
async function arrive(model: Model, lane: Lane): Promise<void> {
  for (let round = 0; model.queue.length > 0; round += 1) {
    if (round > 5) throw new Error('Webhooks go on and on.');
    await deliverAll(model, lane, 'in order');
    deliver(model);
    await agree(model, lane);
  }
}

/** The ledger shows an end a moment before the process has left, and the one after it; one that stays is a fault. */
async function leave({ checkouts }: Model, { rig, patienceMs }: Lane): Promise<void> {
  const ended = checkouts.filter(({ end }) => end !== null);
  for (const workflowId of ended.flatMap(({ id }) => [id, returnWorkflowId(id)])) {
    const handle = rig.temporal.client.workflow.getHandle(workflowId);
    let status = 'nothing yet';
    const left = async (): Promise<true | undefined> => {
      status = await handle.describe().then((described) => described.status.name, ifNone);
      return status === 'RUNNING' ? undefined : true;
    };
    const options = { deadlineMs: patienceMs, everyMs: 10, seen: () => status };
    await until(`the process ${workflowId} to leave`, left, options);
  }
}

/** Nothing may have happened after the end. */
function ifNone(error: unknown): 'none' {
  if (error instanceof WorkflowNotFoundError) return 'none';
  throw error;
}

/** Everything that must be so at rest, whatever came before. */
export async function checkAll(model: Model, lane: Lane): Promise<void> {
  const found: string[] = [];
  await leave(model, lane);
  found.push(...(await audited(model, lane)));
  found.push(...(await duplicates(model, lane)), ...leaks(model), ...(await forgotten(model, lane)));
  for (const checkout of model.checkouts) found.push(...(await rowFaults(checkout, lane)));
  found.push(
    ...(await queryFaults(model, lane)),
    ...(await untold(model, lane)),
    ...(await unheard(model, lane, await agree(model, lane))),
  );
  if (found.length > 0) throw new Error(`At rest:\n    ${found.join('\n    ')}`);
}

/** What the audit finds. It tells of an order that was changed at Apruve as long as it is, whether the process has heard of it or not. */
async function audited({ checkouts }: Model, { rig }: Lane): Promise<string[]> {
  const changed = checkouts.flatMap(({ adopted, cart }) =>
    adopted === null || adopted.amount === amountOf(cart) ? [] : [adopted.id],
  );
  const told: string[] = [];
  await audit(rig.config, (finding) => told.push(describeFinding(finding)));
  return told.filter((each) => !changed.some((id) => each.includes(`order ${id} amount`))).map((each) => `audit: ${each}`);
}

/** What exists twice at Apruve. */
async function duplicates(model: Model, { sandbox }: Lane): Promise<string[]> {
  const { invoices: all, shipments, returns } = await sandbox.state();
  const foreign = new Set(
    model.orders.flatMap(({ invoices }) => invoices.filter(({ asked }) => asked === null).map(({ id }) => id)),
  );
  const invoices = all.filter(({ id }) => !foreign.has(id));
  return [
    ...twice(
      'invoice',
      invoices.map(({ order_id, merchant_invoice_id: number }) => number && `${order_id} ${number}`),
    ),
    ...twice(
      'shipment',
      shipments.map(({ invoice_id, merchant_shipment_id: number }) => number && `${invoice_id} ${number}`),
    ),
    ...twice(
      'return',
      returns.map(({ merchant_notes }) => merchant_notes),
    ),
  ];
}

function twice(what: string, names: readonly (string | null)[]): string[] {
  const given = names.filter((name) => name !== null);
  return given.filter((name, at) => given.indexOf(name) !== at).map((name) => `${what} ${name} exists twice at Apruve`);
}

/** Credit that is held for nothing, according to the model's orders, which are those of the sandbox. */
function leaks(model: Model): string[] {
  const left = orphansOf(model).map(({ id }) => `order ${id} holds credit that no checkout needs`);
  const overdrawn = usedCredit(model) > creditOf(model) ? ['credit is overdrawn'] : [];
  const needed = model.orders.filter((order) => isNeeded(model, order) || isPaidOrphan(model, order));
  const used = usedCredit({ orders: running(model)?.adopted === null ? model.orders : needed });
  const owed = usedCredit(model) === used ? [] : [`${usedCredit(model)} cents of credit are in use, ${used} are needed`];
  return [...left, ...overdrawn, ...owed];
}

/** What was made on the order of a paid checkout lives on, and what is funded or paid in part is not canceled. */
const isNeeded = ({ checkouts }: Model, order: Model['orders'][number]): boolean =>
  checkouts.some(({ adopted, end }) => adopted === order && (end === null || end === 'paid')) ||
  order.invoices.some(({ there, paid }) => there === 'funded' || (there === 'open' && paid > 0));

/** Verified webhooks without an outcome, except those of orders that no checkout ever adopted. */
async function forgotten(model: Model, { api }: Lane): Promise<string[]> {
  const { items } = (await api.get('/v1/webhook-events?outcome=waiting&limit=100')).body;
  const adopted = new Set(model.checkouts.map(({ adopted: order }) => order?.id));
  const isDue = ({ apruve_order_id: id }: { apruve_order_id: string | null }) => adopted.has(id ?? undefined);
  return items.filter(isDue).map((item: { event: string; uuid: string }) => `webhook ${item.event} ${item.uuid} has no outcome`);
}

const COUNTED = ['purchase', 'authorize', 'invoice', 'shipment', 'capture', 'refund', 'cancel'];

interface RowView {
  action: string;
  amount_cents: number;
  active: boolean;
  successful: boolean;
}

/** The rows that the rules call for, against those that are there. */
async function rowFaults(checkout: Checkout, { api }: Lane): Promise<string[]> {
  const items: RowView[] = (await api.get(`/v1/checkouts/${checkout.id}/transactions`)).body.items;
  const seen = items
    .filter(({ action, successful }) => COUNTED.includes(action) && (successful || action === 'purchase'))
    .map(({ action, amount_cents, active, successful }) => `${action} ${amount_cents} ${active} ${successful}`);
  const [a, b] = [rowsOf(checkout), seen].map((rows) => JSON.stringify([...rows].sort()));
  return a === b ? [] : [`rows: the rules say ${a}, seen ${b}`];
}

function rowsOf(checkout: Checkout): string[] {
  const { accepted, end, cart, invoices } = checkout;
  const amount = amountOf(cart);
  const released = end === 'canceled' || end === 'expired' || end === 'abandoned';
  return [
    `${accepted ? 'authorize' : 'purchase'} ${amount} ${end === null} ${accepted}`,
    ...invoices.map((invoice) => `invoice ${invoice.seenAmount} ${isOpen(invoice.here)} true`),
    ...invoices.flatMap(({ shipments }) =>
      shipments.flatMap((shipment) => (shipment.here ? [`shipment ${shipment.amount} false true`] : [])),
    ),
    ...invoices.filter((invoice) => invoice.captured && isLive(invoice)).map((invoice) => `capture ${invoice.amount} false true`),
    ...invoices.flatMap(({ seenReturns }) => seenReturns.map((cents) => `refund ${cents} false true`)),
    ...(released ? [`cancel ${amount} false true`] : []),
  ];
}

/** What a running process says of itself. */
async function queryFaults(model: Model, { rig }: Lane): Promise<string[]> {
  const checkout = running(model);
  if (checkout === undefined) return [];
  const facts = await rig.temporal.client.workflow.getHandle(checkout.id).query(checkoutQuery);
  const live = (facts?.invoices ?? []).filter(({ status }) => status !== 'canceled');
  const captured = live.filter(({ capturedAt }) => capturedAt !== null);
  const says = [
    facts?.order?.id ?? null,
    facts?.unresolved.length,
    total(live.map(({ amountCents }) => amountCents)),
    total(captured.map(({ amountCents }) => amountCents)),
  ];
  const returned = total(checkout.invoices.filter((invoice) => !isLive(invoice)).flatMap(({ seenReturns }) => seenReturns));
  const expected = [checkout.adopted?.id ?? null, 0, invoicedOf(checkout) - returned, capturedOf(checkout)];
  return JSON.stringify(says) === JSON.stringify(expected)
    ? []
    : [`the process says ${JSON.stringify(says)}, the model ${JSON.stringify(expected)}`];
}
