import * as fc from 'fast-check';
import { z } from 'zod';
import type { Lane } from '../real/lane.ts';
import * as apruve from '../model/apruve.ts';
import { invoicedThere } from '../model/money.ts';
import { amountOf, running, total, type Invoice, type Model, type Order } from '../model/state.ts';
import { Command, dollars, must, pick } from './command.ts';
import { anyIndex, centsOf, portions, type Portion } from './draws.ts';

/*
 * A colleague of the shop works in Apruve's dashboard, beside the program. Apruve announces what it announces of anybody's work, or, where
 * its webhook is lost for ever (`silent`), nothing.
 */

const isDoneSchema = z.object({ id: z.string() });

/** Does something in the dashboard; where the model says that Apruve refuses it, it must. Answers what Apruve shows then. */
async function work(
  model: Model,
  lane: Lane,
  { path, body = {}, silent }: { path: string; body?: Record<string, unknown>; silent: boolean },
  deed: () => boolean,
): Promise<string | null> {
  const told = model.queue.length;
  const { status, body: shown } = await lane.sandbox.call('POST', `/dashboard${path}`, { ...body, silent });
  const isDone = deed();
  if (silent) model.queue.length = told;
  if (isDone) model.lost = true;
  lane.story.answered(String(status));
  if ((status === 200) !== isDone) throw new Error(`The dashboard answered ${path} with ${status} ${JSON.stringify(shown)}.`);
  return isDone ? isDoneSchema.parse(shown).id : null;
}

const inWords = (silent: boolean): string => (silent ? ', and nobody is told' : '');

/** The orders that a checkout has adopted, while it runs or after its end. */
const ordersOf = ({ checkouts }: Model, isLate: boolean): Order[] =>
  checkouts.flatMap(({ adopted, end }) => (adopted === null || (end !== null) !== isLate ? [] : [adopted]));
const orders = (model: Model): Order[] => ordersOf(model, false);
const invoices = (model: Model): Invoice[] => orders(model).flatMap((order) => order.invoices);

/** What a colleague's invoice is like. */
interface Draw {
  portion: Portion;
  /** One that the program uses too, or none. */
  number: string | null;
  draft: boolean;
  silent: boolean;
}

/** A colleague makes an invoice on an order. */
export const makeInvoiceAs = ({ portion, number, draft, silent }: Draw, n: number, isLate: boolean): Command =>
  new Command({
    name: `colleague makes an invoice${isLate ? ' after the end' : ''}`,
    ready: (model) => ordersOf(model, isLate).length > 0,
    run: async (model, lane) => {
      const order = must(pick(ordersOf(model, isLate), n));
      const left = Math.floor((order.amount * 110) / 100) - invoicedThere(order);
      const amount = Math.max(1, centsOf(portion, order.amount, left));
      const isFree = order.invoices.every((invoice) => invoice.number !== number || invoice.asked !== null);
      const wanted = { number: isFree ? number : null, amount, tax: 0, shipping: 0, draft, asked: null, shipped: null };
      lane.story.say(
        `colleague makes ${draft ? 'a draft' : 'an invoice'} ${wanted.number ?? ''} over ${dollars(amount)} on order ${model.orders.indexOf(order) + 1}`,
      );
      const body = {
        amount_cents: amount,
        invoice_items: [{ title: 'By hand', price_total_cents: amount }],
        ...(wanted.number !== null && { merchant_invoice_id: wanted.number }),
        ...(draft && { issue_on_create: false }),
      };
      const path = `/orders/${order.id}/invoices`;
      const id = await work(model, lane, { path, body, silent }, () => apruve.create(model, order, wanted) !== null);
      if (id !== null) must(order.invoices.at(-1)).id = id;
    },
  });

const made = (isLate: boolean): fc.Arbitrary<Command> =>
  fc
    .tuple(
      fc.record({
        portion: portions,
        number: fc.constantFrom(null, null, 'A', 'B'),
        draft: fc.constantFrom(false, false, true),
        silent: fc.boolean(),
      }),
      anyIndex,
    )
    .map(([drawn, n]) => makeInvoiceAs(drawn, n, isLate));

/** What is done with an invoice that there is. */
type Verb = 'issue' | 'cancel' | 'close';
const DEEDS: Record<Verb, (model: Model, invoice: Invoice) => boolean> = {
  issue: apruve.issue,
  cancel: (model, invoice) => apruve.cancelInvoice(model, invoice, 'merchant'),
  close: apruve.close,
};

const nameOf = ({ id, number }: Invoice): string => number ?? id ?? '';

/** A colleague does it, and perhaps no webhook says so. */
export const treatInvoiceAs = (verb: Verb, silent: boolean, n: number): Command =>
  new Command({
    name: `colleague: ${verb} invoice`,
    ready: (model) => invoices(model).length > 0,
    run: async (model, lane) => {
      const invoice = must(pick(invoices(model), n));
      lane.story.say(`colleague: ${verb} invoice ${nameOf(invoice)}, which is ${invoice.there}${inWords(silent)}`);
      await work(model, lane, { path: `/invoices/${invoice.id ?? ''}/${verb}`, silent }, () => DEEDS[verb](model, invoice));
    },
  });

const treats = fc
  .tuple(fc.constantFrom<Verb>('issue', 'cancel', 'close'), fc.boolean(), anyIndex)
  .map(([verb, silent, n]) => treatInvoiceAs(verb, silent, n));

/** Goods come back, and a colleague says so. */
export const giveBackAs = (portion: Portion, silent: boolean, n: number): Command =>
  new Command({
    name: 'colleague: return',
    ready: (model) => invoices(model).some(isReturnable),
    run: async (model, lane) => {
      const invoice = must(pick(invoices(model).filter(isReturnable), n));
      const cents = Math.max(1, centsOf(portion, invoice.amount, invoice.amount - total(invoice.returns)));
      lane.story.say(`colleague: return ${dollars(cents)} of invoice ${nameOf(invoice)}${inWords(silent)}`);
      const path = `/invoices/${invoice.id ?? ''}/returns`;
      await work(model, lane, { path, body: { amount_cents: cents }, silent }, () => {
        if (cents > invoice.amount - total(invoice.returns)) return false;
        apruve.giveBack(model, invoice, cents);
        return true;
      });
    },
  });

const isIssued = ({ there }: Invoice): boolean => there === 'open' || there === 'funded' || there === 'closed';
const isKnownIssued = (invoice: Invoice): boolean => isIssued(invoice) && invoice.here !== null;
const isReturnable = (invoice: Invoice): boolean => isIssued(invoice) && total(invoice.returns) < invoice.amount;

const returns = fc
  .tuple(fc.constantFrom<Portion>('third', 'half', 'room', 'too much'), fc.boolean(), anyIndex)
  .map(([portion, silent, n]) => giveBackAs(portion, silent, n));

/** A colleague ships a part of an issued invoice. */
const shipAs = (portion: Portion, silent: boolean, n: number): Command =>
  new Command({
    name: 'colleague: ship',
    ready: (model) => invoices(model).some(isKnownIssued),
    run: async (model, lane) => {
      const invoice = must(pick(invoices(model).filter(isKnownIssued), n));
      const cents = Math.max(1, centsOf(portion, invoice.amount, invoice.amount));
      lane.story.say(`colleague: ship ${dollars(cents)} of invoice ${nameOf(invoice)}${inWords(silent)}`);
      const request = { path: `/invoices/${invoice.id ?? ''}/shipments`, body: { amount_cents: cents }, silent };
      await work(model, lane, request, () => apruve.shipByHand(model, invoice, cents));
    },
  });

const ships = fc
  .tuple(fc.constantFrom<Portion>('third', 'half', 'all'), fc.boolean(), anyIndex)
  .map(([portion, silent, n]) => shipAs(portion, silent, n));

/** What is completed or has expired holds nothing that a change could be about. */
const isUnderWay = ({ completed, expired }: Order): boolean => !completed && !expired;

/** Apruve changes an order's amount on request. */
export const editOrderAs = (more: number, n: number): Command =>
  new Command({
    name: 'colleague has the order changed',
    ready: (model) => orders(model).some(isUnderWay),
    run: async (model, lane) => {
      const order = must(pick(orders(model).filter(isUnderWay), n));
      const amount = more === 0 ? amountOf(must(running(model)).cart) : Math.max(1, order.amount + more);
      lane.story.say(`colleague has the order changed to ${dollars(amount)}`);
      const request = { path: `/orders/${order.id}`, body: { amount_cents: amount }, silent: true };
      await work(model, lane, request, () => apruve.edit(model, order, amount));
    },
  });

const edits = fc.tuple(fc.constantFrom(0, 0, 1, 700, -1, -700, -5_000), anyIndex).map(([more, n]) => editOrderAs(more, n));

/** What a colleague does. */
export const colleagueCommands = { makes: made(false), late: made(true), treats, returns, ships, edits };
