import * as fc from 'fast-check';
import { ask } from '../real/ask.ts';
import type { Lane } from '../real/lane.ts';
import { quiet, reconcileNow } from '../real/network.ts';
import { troubled, type Trouble } from '../real/trouble.ts';
import type { Expected } from '../model/answers.ts';
import { remainingOf } from '../model/money.ts';
import * as operator from '../model/operator.ts';
import { reconcile } from '../model/network.ts';
import { leftToShip } from '../model/process.ts';
import { latest, total, type Checkout, type Invoice, type Model } from '../model/state.ts';
import { Command, dollars, must, pathOf, pick } from './command.ts';
import { anyIndex, anyTrouble, centsOf, portions, type Portion } from './draws.ts';

export const hasInvoice = (model: Model): boolean => (latest(model)?.invoices.length ?? 0) > 0;

/** A call on one known invoice. */
export interface Deed {
  name: string;
  method?: 'POST' | 'PATCH';
  verb: string;
  /** What brings it after Apruve has refused the key; `retry` where nothing is said. */
  again?: 'repeat';
  body: (invoice: Invoice, checkout: Checkout) => Record<string, unknown>;
  expect: (model: Model, checkout: Checkout, invoice: Invoice, body: Record<string, unknown>) => Expected;
}

/** How it is called. */
export interface How {
  trouble: Trouble | null;
  keyed: boolean;
}

/** An operator does something with an invoice of the newest checkout. */
export async function act(model: Model, lane: Lane, deed: Deed, invoice: Invoice, { trouble, keyed }: How): Promise<void> {
  const checkout = must(latest(model));
  const body = deed.body(invoice, checkout);
  const path = `${pathOf(checkout)}/invoices/${invoice.id ?? ''}${deed.verb}`;
  const cents = typeof body['amount_cents'] === 'number' ? ` ${dollars(body['amount_cents'])}` : '';
  lane.story.say(`operator: ${deed.name}${cents} of invoice ${invoice.number ?? 'by Apruve'}${troubled(trouble)}`);
  const request = { method: deed.method ?? 'POST', path, body, keyed, again: deed.again ?? 'retry' } as const;
  await ask(lane, request, trouble, () => deed.expect(model, checkout, invoice, body));
  // The process learns of a return after the return is answered; everything else is done when it is answered.
  if (deed.name === 'return') await quiet(model, lane);
  // After the end nobody retries what a refused key has stopped: reconciliation does.
  if (deed.name === 'ship' && checkout.end !== null && trouble?.kind.startsWith('key') === true) {
    await reconcileNow(model, lane);
    reconcile(model);
  }
}

/** The same as a command, on the n-th invoice. */
export const onInvoice = (deed: Deed, how: How, n: number): Command =>
  new Command({
    name: deed.name,
    ready: hasInvoice,
    run: (model, lane) => act(model, lane, deed, must(pick(must(latest(model)).invoices, n)), how),
  });

const plain = { body: () => ({}) };
export const ISSUE: Deed = { ...plain, name: 'issue', verb: '/issue', expect: operator.issue };
export const CANCEL: Deed = { ...plain, name: 'cancel invoice', verb: '/cancel', expect: operator.cancelInvoice };
export const CLOSE: Deed = { ...plain, name: 'close', verb: '/close', expect: operator.closeInvoice };

/** Goods come back. */
export const giveBack = (portion: Portion): Deed => ({
  name: 'return',
  verb: '/returns',
  again: 'repeat',
  body: (invoice) => ({ amount_cents: centsOf(portion, invoice.amount, invoice.amount - total(invoice.returns)) }),
  expect: (model, checkout, invoice, body) => operator.giveBack(model, checkout, invoice, Number(body['amount_cents'])),
});

const change = (portion: Portion): Deed => ({
  name: 'change invoice',
  method: 'PATCH',
  verb: '',
  body: (invoice, checkout) => ({ amount_cents: centsOf(portion, invoice.amount, remainingOf(checkout) + invoice.amount) }),
  expect: (_, checkout, invoice, body) => operator.change(checkout, invoice, Number(body['amount_cents'])),
});

export const ship = (portion: Portion, own: string | null): Deed => ({
  name: 'ship',
  verb: '/shipments',
  body: (invoice) => ({
    amount_cents: centsOf(portion, invoice.amount, leftToShip(invoice)),
    ...(own !== null && { merchant_shipment_id: own }),
  }),
  expect: (_, checkout, invoice, body) => operator.addShipment(checkout, invoice, own, Number(body['amount_cents'])),
});

const howFor = (...paths: string[]): fc.Arbitrary<How> => fc.record({ trouble: anyTrouble(...paths), keyed: fc.boolean() });

const verbs = fc
  .tuple(fc.constantFrom(ISSUE, ISSUE, CANCEL, CLOSE), howFor('', '/invoices', '/shipments'), anyIndex)
  .map(([deed, how, n]) => onInvoice(deed, how, n));
const changes = fc
  .tuple(portions, howFor('', '/invoices'), anyIndex)
  .map(([portion, how, n]) => onInvoice(change(portion), how, n));
const shipments = fc
  .tuple(portions, fc.constantFrom(null, 'S'), howFor('/shipments'), anyIndex)
  .map(([portion, own, how, n]) => onInvoice(ship(portion, own), how, n));

/** How much comes back: mostly some, or what is left. */
const returned = fc.constantFrom<Portion>('all', 'third', 'half', 'half', 'room', 'room', 'room', 'too much');

const returns = fc
  .tuple(returned, howFor('/invoice_returns', '/invoice_returns', ''), anyIndex)
  .map(([portion, how, n]) => onInvoice(giveBack(portion), how, n));

/** Apruve makes the return, and its answer cannot be read. */
const MUMBLED: How = { trouble: { kind: 'mumbles', path: '/invoice_returns', writes: true }, keyed: false };
const mumbledReturns = fc.tuple(returned, anyIndex).map(([portion, n]) => onInvoice(giveBack(portion), MUMBLED, n));

/** What is done with invoices that there are. */
export const invoiceDeeds = { verbs, changes, shipments, returns, mumbledReturns };
