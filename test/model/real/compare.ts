import { z } from 'zod';
import {
  capturedOf,
  isPaidOrphan,
  invoicedOf,
  limitOf,
  paymentStatusOf,
  refundedOf,
  remainingOf,
  statusOf,
  usedCredit,
} from '../model/money.ts';
import { total, type Checkout, type Invoice, type Model } from '../model/state.ts';
import { BUYER } from '../../sandbox/server.ts';
import { until } from '../../stack/wait.ts';
import type { Lane } from './lane.ts';
import { learnIds, learnReads } from './learn.ts';
import { busyWithOrphans, learnCompletions, learnReleases } from './releases.ts';
import { sumFaults } from './sums.ts';
import type { SandboxState } from './sandbox.ts';

const cents = z.int();
const viewSchema = z.object({
  status: z.string(),
  payment_status: z.string(),
  amount_cents: cents,
  apruve_order_id: z.string().nullable(),
  apruve_status: z.string().nullable(),
  completed_at: z.string().nullable(),
  attention: z.object({ code: z.string() }).nullable(),
  credit: z.object({
    limit_cents: cents,
    invoiced_cents: cents,
    remaining_cents: cents,
    captured_cents: cents,
    refunded_cents: cents,
  }),
  invoices: z.array(
    z.object({
      id: z.string(),
      merchant_invoice_id: z.string(),
      status: z.string(),
      amount_cents: cents,
      returned_cents: cents,
      paid_cents: cents,
      shipments: z.array(
        z.object({
          id: z.string(),
          merchant_shipment_id: z.string(),
          status: z.string().nullable(),
          amount_cents: cents,
          automatic: z.boolean(),
        }),
      ),
    }),
  ),
});
export type View = z.infer<typeof viewSchema>;

/** The checkout as the API shows it. */
export async function viewOf({ api }: Lane, id: string): Promise<View> {
  const { status, body } = await api.get(`/v1/checkouts/${id}`);
  if (status !== 200) throw new Error(`GET of ${id} was answered ${status}.`);
  return viewSchema.parse(body);
}

/** What both sides have shown last: Apruve's whole state, and the checkouts that were looked at. */
export interface Seen {
  state: SandboxState;
  views: Map<string, View>;
}

/** Waits until API and sandbox show what the model says, and answers that; throws with the differences where they do not. */
export async function agree(model: Model, lane: Lane): Promise<Seen> {
  let found = ['nothing yet'];
  let shown: Seen | undefined;
  const look = async (): Promise<true | undefined> => {
    shown = { state: await lane.sandbox.state(), views: new Map() };
    found = await differences(model, lane, shown);
    if (found.length === 0) found = await sumFaults(lane);
    if (found.length === 0) found = (await busyWithOrphans(model, lane)).map((id) => `${id} is still running`);
    if (found.length > 0) await retryRefused(lane, shown);
    return found.length === 0 ? true : undefined;
  };
  const seen = (): string => found.map((each) => `\n    ${each}`).join('');
  await until('model and product to agree', look, { deadlineMs: lane.patienceMs, everyMs: 20, seen });
  if (shown === undefined) throw new Error('Nothing was looked at.');
  return shown;
}

/** What followed an answer may have met the refused key as well, later than the retry that came after the answer. */
async function retryRefused({ api }: Lane, { views }: Seen): Promise<void> {
  for (const [id, { attention }] of views)
    if (attention?.code === 'apruve-auth') await api.post(`/v1/checkouts/${id}/retry`, undefined, { key: api.admin });
}

async function differences(model: Model, lane: Lane, { state, views }: Seen): Promise<string[]> {
  learnIds(model, state);
  learnReleases(model, state);
  learnCompletions(model, state);
  const found: string[] = [];
  const compare = (about: string, expected: unknown, seen: unknown): void => {
    const [a, b] = [JSON.stringify(expected), JSON.stringify(seen)];
    if (a !== b) found.push(`${about}: the model says ${a}, seen ${b}`);
  };
  compare('orders at Apruve', sorted(model.orders.map(({ id, status, amount }) => [id, status, amount])), ordersOf(state));
  compare('invoices at Apruve', sorted(model.orders.flatMap(({ invoices }) => invoices.map(thereOf))), invoicesOf(state));
  const account = state.accounts.find(({ authorized_buyers: [buyer] }) => buyer?.email === BUYER);
  compare('credit in use', usedCredit(model), account?.credit_balance_cents);
  // An earlier attempt has ended, and nothing is asked of it any more: it is looked at again at rest.
  const shown = lane.resting ? model.checkouts : model.checkouts.slice(-1);
  for (const checkout of shown) {
    const at = model.checkouts.indexOf(checkout);
    const view = await viewOf(lane, checkout.id);
    views.set(checkout.id, view);
    learnReads(model, checkout, view);
    compare(`attempt ${at + 1}`, shownBy(checkout), shownOf(view));
    if (!lane.refusedLate)
      compare(`attention of attempt ${at + 1}`, concernOf(model, checkout, view), view.attention?.code ?? null);
  }
  return found;
}

/** Only one attention is shown: any of those in the model. An order that is kept may be shown on any attempt that was the newest. */
function concernOf(model: Model, { attentions }: Checkout, { attention }: View): string | null {
  if (attention?.code === 'orphan-paid' && model.orders.some((order) => isPaidOrphan(model, order))) return attention.code;
  const codes = [...attentions].map((kept) => kept.split(' ')[0] ?? kept);
  return attention !== null && codes.includes(attention.code) ? attention.code : (codes[0] ?? null);
}

const sorted = <T>(values: readonly T[]): T[] => [...values].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

const ordersOf = ({ orders }: SandboxState) => sorted(orders.map(({ id, status, amount_cents }) => [id, status, amount_cents]));

/** A word for a status that no program knows. */
export const STRANGE_WORD = 'on_hold';

const thereOf = ({ id, number, there, strange, amount, tax, shipping, returns, shipments }: Invoice) => [
  id,
  number,
  strange ? STRANGE_WORD : there,
  amount,
  [amount - tax - shipping, tax, shipping],
  total(returns),
  sorted(shipments.map((shipment) => [shipment.amount, shipment.status])),
];

const invoicesOf = ({ invoices, shipments, returns }: SandboxState) =>
  sorted(
    invoices.map(({ id, merchant_invoice_id, status, amount_cents, invoice_items, tax_cents, shipping_cents }) => [
      id,
      merchant_invoice_id,
      status,
      amount_cents,
      [total(invoice_items.map(({ price_total_cents }) => price_total_cents)), tax_cents ?? 0, shipping_cents ?? 0],
      total(returns.filter((row) => row.invoice_id === id).map((row) => row.amount_cents)),
      sorted(shipments.filter((row) => row.invoice_id === id).map((row) => [row.amount_cents, row.status])),
    ]),
  );

const shownBy = (checkout: Checkout) => ({
  status: statusOf(checkout),
  payment: paymentStatusOf(checkout),
  order: checkout.adopted?.id ?? null,
  // What happens to an order after the end is not listened to.
  apruve: checkout.end === null ? checkout.seen : null,
  credit: [limitOf, invoicedOf, remainingOf, capturedOf, refundedOf].map((figure) => figure(checkout)),
  invoices: sorted(
    checkout.invoices.map(({ id, called, here, seenAmount, seenReturns, seenPaid, shipments }) => [
      id,
      called ?? id,
      here,
      seenAmount,
      total(seenReturns),
      here === 'open' ? seenPaid : null,
      sorted(shipments.flatMap(({ amount, status, automatic, here: known }) => (known ? [[amount, status, automatic]] : []))),
    ]),
  ),
});

const shownOf = ({ status, payment_status, apruve_order_id, apruve_status, completed_at, credit, invoices }: View) => ({
  status,
  payment: payment_status,
  order: apruve_order_id,
  apruve: completed_at === null ? apruve_status : null,
  credit: [credit.limit_cents, credit.invoiced_cents, credit.remaining_cents, credit.captured_cents, credit.refunded_cents],
  invoices: sorted(
    invoices.map((invoice) => [
      invoice.id,
      invoice.merchant_invoice_id,
      invoice.status,
      invoice.amount_cents,
      invoice.returned_cents,
      invoice.status === 'open' ? invoice.paid_cents : null,
      sorted(invoice.shipments.map(({ amount_cents, status: word, automatic }) => [amount_cents, word, automatic])),
    ]),
  ),
});
