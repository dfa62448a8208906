import * as fc from 'fast-check';
import { sendInvoiceSignal } from '../../../workflows/contract/messages.ts';
import { ask } from '../real/ask.ts';
import { viewOf } from '../real/compare.ts';
import { quiet } from '../real/network.ts';
import { troubled } from '../real/trouble.ts';
import type { Expected } from '../model/answers.ts';
import { remainingOf } from '../model/money.ts';
import * as operator from '../model/operator.ts';
import { amountOf, latest, running, total, type Checkout, type Invoice, type Model } from '../model/state.ts';
import { Command, dollars, hasCheckout, isRunning, must, pathOf, pick } from './command.ts';
import { anyIndex, anyTrouble } from './draws.ts';

/** How much of an order, or of an invoice. */
type Portion = 'all' | 'third' | 'half' | 'most' | 'room' | 'too much';
const portions = fc.constantFrom<Portion>('all', 'all', 'third', 'half', 'half', 'most', 'room', 'too much');

/** Cents of a whole; `room` is the last cent that is allowed, `too much` one more. */
function centsOf(portion: Portion, whole: number, room: number): number {
  const parts = { all: whole, third: Math.ceil(whole / 3), half: Math.ceil(whole / 2), most: Math.ceil(whole * 0.9) };
  if (portion === 'room') return Math.max(1, room);
  return portion === 'too much' ? Math.max(0, room) + 1 : parts[portion];
}

const wishes = fc.record({
  own: fc.constantFrom(null, null, null, 'A', 'B'),
  portion: fc.option(portions, { freq: 3 }),
  draft: fc.constantFrom(false, false, false, true),
});
type WishDraw = typeof wishes extends fc.Arbitrary<infer Draw> ? Draw : never;

function wishOf({ own, portion, draft }: WishDraw, checkout: Checkout): operator.Wish {
  const amount = portion === null ? null : centsOf(portion, amountOf(checkout.cart), remainingOf(checkout));
  return { number: own, amount, draft };
}

const wordsOf = ({ number, amount, draft }: operator.Wish): string =>
  `${draft ? 'draft' : 'invoice'} ${number ?? ''} over ${amount === null ? 'the rest' : dollars(amount)}`;

const sends = fc.tuple(wishes, fc.boolean(), anyTrouble('/invoices', '/shipments')).map(
  ([drawn, keyed, trouble]) =>
    new Command({
      name: 'send invoice',
      ready: hasCheckout,
      run: async (model, lane) => {
        const checkout = must(latest(model));
        const wish = wishOf(drawn, checkout);
        const body = {
          ...(wish.number !== null && { merchant_invoice_id: wish.number }),
          ...(wish.amount !== null && { amount_cents: wish.amount }),
          ...(wish.draft && { issue_on_create: false }),
        };
        const request = { method: 'POST', path: `${pathOf(checkout)}/invoices`, body, keyed } as const;
        const { status, body: shown } = await ask(lane, request, trouble, () => operator.sendInvoice(model, checkout, wish));
        return `operator sends ${wordsOf(wish)}${troubled(trouble)}: ${status} ${String(shown.code ?? shown.status)}`;
      },
    }),
);

const signals = wishes.map(
  (drawn) =>
    new Command({
      name: 'signal invoice',
      ready: isRunning,
      run: async (model, lane) => {
        const checkout = must(running(model));
        const { number, amount, draft } = wishOf(drawn, checkout);
        const request = {
          ...(number !== null && { merchantInvoiceId: number }),
          ...(amount !== null && { amountCents: amount }),
          ...(draft && { issueOnCreate: false }),
        };
        await lane.rig.temporal.client.workflow.getHandle(checkout.id).signal(sendInvoiceSignal, request);
        await quiet(model, lane);
        const { status } = operator.sendInvoice(model, checkout, { number, amount, draft });
        return `operator signals ${wordsOf({ number, amount, draft })}: (${status})`;
      },
    }),
);

const hasInvoice = (model: Model): boolean => (latest(model)?.invoices.length ?? 0) > 0;

interface Deed {
  name: string;
  method?: 'POST' | 'PATCH';
  verb: string;
  body: (invoice: Invoice, checkout: Checkout) => Record<string, unknown>;
  expect: (model: Model, checkout: Checkout, invoice: Invoice, body: Record<string, unknown>) => Expected;
}

/** A call on one known invoice. */
const onInvoice = (deed: Deed, trouble: Parameters<typeof troubled>[0], keyed: boolean, n: number): Command =>
  new Command({
    name: deed.name,
    ready: hasInvoice,
    run: async (model, lane) => {
      const checkout = must(latest(model));
      const invoice = must(pick(checkout.invoices, n));
      const body = deed.body(invoice, checkout);
      const path = `${pathOf(checkout)}/invoices/${invoice.id ?? ''}${deed.verb}`;
      const request = { method: deed.method ?? 'POST', path, body, keyed } as const;
      const { status } = await ask(lane, request, trouble, () => deed.expect(model, checkout, invoice, body));
      await quiet(model, lane);
      const cents = typeof body['amount_cents'] === 'number' ? ` ${dollars(body['amount_cents'])}` : '';
      return `${deed.name}${cents} of invoice ${invoice.number ?? 'by Apruve'}${troubled(trouble)}: ${status}`;
    },
  });

const plain = { body: () => ({}) };
const verbs: Deed[] = [
  { ...plain, name: 'issue', verb: '/issue', expect: operator.issue },
  { ...plain, name: 'cancel invoice', verb: '/cancel', expect: operator.cancelInvoice },
  { ...plain, name: 'close', verb: '/close', expect: operator.closeInvoice },
];

/** Changes that come with an amount. */
const amounts = (portion: Portion, own: string | null): Deed[] => [
  {
    name: 'change invoice',
    method: 'PATCH',
    verb: '',
    body: (invoice, checkout) => ({ amount_cents: centsOf(portion, invoice.amount, remainingOf(checkout) + invoice.amount) }),
    expect: (_, checkout, invoice, body) => operator.change(checkout, invoice, Number(body['amount_cents'])),
  },
  {
    name: 'return',
    verb: '/returns',
    body: (invoice) => ({ amount_cents: centsOf(portion, invoice.amount, invoice.amount - total(invoice.returns)) }),
    expect: (model, checkout, invoice, body) => operator.giveBack(model, checkout, invoice, Number(body['amount_cents'])),
  },
  {
    name: 'ship',
    verb: '/shipments',
    body: ({ amount }) => ({
      amount_cents: centsOf(portion, amount, amount),
      ...(own !== null && { merchant_shipment_id: own }),
    }),
    expect: (_, checkout, invoice, body) => operator.addShipment(checkout, invoice, own, Number(body['amount_cents'])),
  },
];

const invoiceDeeds = fc
  .tuple(fc.nat(8), portions, fc.constantFrom(null, 'S'), fc.boolean(), anyIndex, anyTrouble('', '/invoices', '/cancel'))
  .map(([deed, portion, own, keyed, n, trouble]) =>
    onInvoice(must(pick([...verbs, ...amounts(portion, own), ...amounts(portion, own)], deed)), trouble, keyed, n),
  );

const shipmentChanges = fc.tuple(anyIndex, anyTrouble('')).map(
  ([n, trouble]) =>
    new Command({
      name: 'change shipment',
      ready: (model) => latest(model)?.invoices.some(({ shipments }) => shipments.length > 0) ?? false,
      run: async (model, lane) => {
        const checkout = must(latest(model));
        const invoice = must(checkout.invoices.find(({ shipments }) => shipments.length > 0));
        const shown = (await viewOf(lane, checkout.id)).invoices.find(({ id }) => id === invoice.id);
        const path = `${pathOf(checkout)}/invoices/${invoice.id ?? ''}/shipments/${must(pick(shown?.shipments ?? [], n)).id}`;
        const request = { method: 'PATCH', path, body: { tracking_number: '1Z' } } as const;
        const { status } = await ask(lane, request, trouble, () => operator.changeShipment(checkout, invoice));
        return `change a shipment${troubled(trouble)}: ${status}`;
      },
    }),
);

const whole = fc.tuple(fc.constantFrom('complete', 'complete', 'complete', 'retry'), fc.boolean(), anyTrouble('')).map(
  ([verb, keyed, trouble]) =>
    new Command({
      name: verb,
      ready: hasCheckout,
      run: async (model, lane) => {
        const checkout = must(latest(model));
        const request = { method: 'POST', path: `${pathOf(checkout)}/${verb}`, keyed } as const;
        const expect = () => (verb === 'retry' ? operator.retry(checkout) : operator.complete(model, checkout));
        const { status } = await ask(lane, request, trouble, expect);
        return `operator asks to ${verb}${troubled(trouble)}: ${status}`;
      },
    }),
);

/** What the merchant's staff does. */
export const operatorCommands = { sends, signals, invoiceDeeds, shipmentChanges, whole };
