import * as fc from 'fast-check';
import { sendInvoiceSignal } from '../../../workflows/contract/messages.ts';
import { ask } from '../real/ask.ts';
import type { Lane } from '../real/lane.ts';
import { quiet } from '../real/network.ts';
import { troubled, type Trouble } from '../real/trouble.ts';
import { remainingOf } from '../model/money.ts';
import * as operator from '../model/operator.ts';
import { amountOf, latest, running, type Checkout, type Model } from '../model/state.ts';
import { Command, dollars, hasCheckout, isRunning, must, pathOf } from './command.ts';
import { anyTrouble, centsOf, portions, type Portion } from './draws.ts';

/** An invoice as it is drawn, before there is an order to measure it by. */
interface Draw {
  own: string | null;
  /** Null leaves the amount to the process. */
  portion: Portion | null;
  /** Lines, tax and shipping of its own; `off` cents are named too much. */
  parts: { lined: boolean; tax: number; shipping: number; named: boolean; off: number } | null;
  draft: boolean;
  /** How much of it is to be shipped with it; null leaves that to the process. */
  shipped: Portion | null;
}

const draws: fc.Arbitrary<Draw> = fc.record({
  own: fc.constantFrom(null, null, null, 'A', 'B'),
  portion: fc.option(portions, { freq: 3 }),
  parts: fc.option(
    fc.record({
      lined: fc.boolean(),
      tax: fc.constantFrom(0, 1, 250),
      shipping: fc.constantFrom(0, 2, 900),
      named: fc.boolean(),
      off: fc.constantFrom(0, 0, 0, 1, -1),
    }),
    { freq: 2 },
  ),
  draft: fc.constantFrom(false, false, false, true, true),
  shipped: fc.option(fc.constantFrom<Portion>('all', 'third', 'half', 'half', 'too much'), { freq: 1, nil: null }),
});

function wishOf({ own, portion, parts, draft, shipped: part }: Draw, checkout: Checkout): operator.Wish {
  const amount = portion === null ? null : centsOf(portion, amountOf(checkout.cart), remainingOf(checkout));
  const measure = amount ?? amountOf(checkout.cart);
  const shipped = part === null ? null : centsOf(part, measure, measure);
  if (parts === null) return { number: own, amount, parts, draft, shipped };
  const { lined, tax, shipping, named, off } = parts;
  const whole = amount ?? remainingOf(checkout);
  const goods = lined ? Math.max(1, whole - tax - shipping) : null;
  const sum = (goods ?? Math.max(0, whole - tax - shipping)) + tax + shipping;
  return { number: own, amount: named ? Math.max(1, sum + off) : null, parts: { goods, tax, shipping }, draft, shipped };
}

const partsInWords = ({ goods, tax, shipping }: operator.Parts): string =>
  ` (${goods === null ? '' : `lines ${dollars(goods)}, `}tax ${dollars(tax)}, shipping ${dollars(shipping)})`;

function wordsOf({ number, amount, parts, draft, shipped }: operator.Wish): string {
  const over = amount !== null ? dollars(amount) : parts === null ? 'the rest' : 'its parts';
  return `${draft ? 'draft' : 'invoice'} ${number ?? ''} over ${over}${parts === null ? '' : partsInWords(parts)}${shipped === null ? '' : `, of which ${dollars(shipped)} are shipped`}`;
}

const linesOver = (cents: number) => [{ title: 'Goods', quantity: 1, price_total_cents: cents }];

/** The body of the call. */
const bodyOf = ({ number, amount, parts, draft, shipped }: operator.Wish) => ({
  ...(number !== null && { merchant_invoice_id: number }),
  ...(amount !== null && { amount_cents: amount }),
  ...(parts !== null && { tax_cents: parts.tax, shipping_cents: parts.shipping }),
  ...(parts?.goods != null && { invoice_items: linesOver(parts.goods) }),
  ...(draft && { issue_on_create: false }),
  ...(shipped !== null && { shipment: { amount_cents: shipped } }),
});

/** An operator sends an invoice. */
export const sendAs = (drawn: Draw, keyed = false, trouble: Trouble | null = null): Command =>
  new Command({
    name: 'send invoice',
    ready: hasCheckout,
    run: async (model, lane) => {
      const checkout = must(latest(model));
      const wish = wishOf(drawn, checkout);
      lane.story.say(`operator sends ${wordsOf(wish)}${troubled(trouble)}`);
      const request = { method: 'POST', path: `${pathOf(checkout)}/invoices`, body: bodyOf(wish), keyed } as const;
      await ask(lane, request, trouble, () => operator.sendInvoice(model, checkout, wish));
    },
  });

const sends = fc
  .tuple(draws, fc.boolean(), anyTrouble('/invoices', '/invoices', '/shipments'))
  .map(([drawn, keyed, trouble]) => sendAs(drawn, keyed, trouble));

/** The argument of the signal. */
const signalOf = ({ number, amount, parts, draft, shipped }: operator.Wish) => ({
  ...(number !== null && { merchantInvoiceId: number }),
  ...(amount !== null && { amountCents: amount }),
  ...(parts !== null && { taxCents: parts.tax, shippingCents: parts.shipping }),
  ...(parts?.goods != null && { items: linesOver(parts.goods) }),
  ...(draft && { issueOnCreate: false }),
  ...(shipped !== null && { shipment: { amountCents: shipped } }),
});

async function signal(model: Model, lane: Lane, drawn: Draw): Promise<void> {
  const checkout = must(running(model));
  const wish = wishOf(drawn, checkout);
  lane.story.say(`operator signals ${wordsOf(wish)}`);
  await lane.rig.temporal.client.workflow.getHandle(checkout.id).signal(sendInvoiceSignal, signalOf(wish));
  await quiet(model, lane);
  const { status } = operator.signalInvoice(model, checkout, wish);
  lane.story.answered(`(${status})`);
}

const signals = draws.map(
  (drawn) => new Command({ name: 'signal invoice', ready: isRunning, run: (model, lane) => signal(model, lane, drawn) }),
);

/** New invoices. */
export const invoiceCommands = { sends, signals };
