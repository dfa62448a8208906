import * as fc from 'fast-check';
import { z } from 'zod';
import type { Lane } from '../real/lane.ts';
import * as apruve from '../model/apruve.ts';
import type { Invoice, Model, Order } from '../model/state.ts';
import { Command, dollars, must, pick } from './command.ts';
import { anyIndex, centsOf, type Portion } from './draws.ts';

type Outcome = 'accept' | 'pending' | 'close';

const placed = z.object({ apruve_order_id: z.string() });

/** A buyer in the lightbox: this tab, or one that was opened with an earlier cart. */
export const buyerDoes = ([n, dice, outcome]: [number, number, Outcome]): Command =>
  new Command({
    name: `lightbox ${outcome}`,
    ready: ({ lightboxes: given }) => given.length > 0,
    run: async (model, lane) => {
      const box = must(dice === 0 ? pick(model.lightboxes, n) : model.lightboxes.at(-1));
      const { order, secure_hash } = box;
      lane.story.say(`buyer: ${outcome} in lightbox ${model.lightboxes.indexOf(box) + 1}`);
      const { status, body } = await lane.sandbox.call('POST', '/lightbox', { order, secure_hash, outcome });
      if (outcome === 'accept' || outcome === 'pending') {
        const made = apruve.place(model, box, outcome);
        if ((made !== null) !== (status === 200)) throw new Error(`The lightbox was answered ${status} ${JSON.stringify(body)}.`);
        if (made !== null) made.id = placed.parse(body).apruve_order_id;
      }
      lane.story.answered(String(status));
    },
  });

const lightboxes = fc
  .tuple(anyIndex, fc.nat(4), fc.constantFrom<Outcome>('accept', 'accept', 'accept', 'pending', 'close'))
  .map(buyerDoes);

const invoicesOf = ({ orders }: Model): Invoice[] => orders.flatMap(({ invoices }) => invoices);

/** What someone at Apruve may do with an invoice. */
export interface Happening {
  name: string;
  verb: 'pay' | 'fund' | 'cancel';
  deed: (model: Model, invoice: Invoice) => boolean;
}

export const PAY: Happening = { name: 'buyer pays', verb: 'pay', deed: apruve.pay };
export const FUND: Happening = { name: 'Apruve funds', verb: 'fund', deed: apruve.fund };
export const VANISH: Happening = {
  name: 'Apruve cancels invoice',
  verb: 'cancel',
  deed: (model, invoice) => apruve.cancelInvoice(model, invoice, 'apruve'),
};

/** It happens at Apruve; where the model refuses, so must Apruve. */
export async function happen(model: Model, lane: Lane, { name, verb, deed }: Happening, invoice: Invoice): Promise<void> {
  lane.story.say(`${name}: ${invoice.number ?? 'Apruve’s own'}, which is ${invoice.there}`);
  await sameAsModel(lane, `/invoices/${invoice.id ?? ''}/${verb}`, deed(model, invoice));
}

export const withInvoice = ({ name, verb, deed }: Happening, n: number): Command =>
  new Command({
    name,
    ready: (model) => invoicesOf(model).length > 0,
    run: async (model, lane) => {
      await happen(model, lane, { name, verb, deed }, must(pick(invoicesOf(model), n)));
    },
  });

/** The same of an order. */
interface Turn {
  name: string;
  verb: 'accept' | 'cancel';
  deed: (model: Model, order: Order) => boolean;
}

export const ACCEPT: Turn = { name: 'Apruve accepts order', verb: 'accept', deed: apruve.accept };
export const DECLINE: Turn = { name: 'Apruve cancels order', verb: 'cancel', deed: apruve.cancelOrder };

export const withOrder = ({ name, verb, deed }: Turn, n: number): Command =>
  new Command({
    name,
    ready: ({ orders }) => orders.length > 0,
    run: async (model, lane) => {
      const order = must(pick(model.orders, n));
      lane.story.say(`${name}: order ${model.orders.indexOf(order) + 1}, which is ${order.status}`);
      await sameAsModel(lane, `/orders/${order.id}/${verb}`, deed(model, order));
    },
  });

async function sameAsModel({ sandbox, story }: Lane, path: string, does: boolean): Promise<void> {
  const { status, body } = await sandbox.call('POST', path);
  story.answered(String(status));
  if ((status === 200) !== does) throw new Error(`${path} was answered ${status} ${JSON.stringify(body)}.`);
}

/** The buyer pays a part of an invoice; or tries to, and the payment fails. */
const payPartAs = (portion: Portion, fails: boolean, n: number): Command =>
  new Command({
    name: fails ? 'a payment fails' : 'buyer pays a part',
    ready: (model) => invoicesOf(model).some(({ there }) => there === 'open'),
    run: async (model, { sandbox, story }) => {
      const invoice = must(
        pick(
          invoicesOf(model).filter(({ there }) => there === 'open'),
          n,
        ),
      );
      const cents = Math.max(1, Math.min(centsOf(portion, invoice.amount, 0), apruve.dueOf(invoice)));
      story.say(`${fails ? 'a payment fails' : 'buyer pays'}: ${dollars(cents)} of ${invoice.number ?? 'Apruve’s own'}`);
      const payment = { amount_cents: cents, status: fails ? 'failed' : 'captured' };
      await sandbox.must('POST', `/invoices/${invoice.id ?? ''}/payments`, payment);
      if (!fails) apruve.payPart(model, invoice, cents);
      model.lost = true;
    },
  });

const parts = fc
  .tuple(fc.constantFrom<Portion>('third', 'half', 'all'), fc.constantFrom(false, false, true), anyIndex)
  .map(([portion, fails, n]) => payPartAs(portion, fails, n));

const pays = anyIndex.map((n) => withInvoice(PAY, n));
const funds = anyIndex.map((n) => withInvoice(FUND, n));
const vanishes = anyIndex.map((n) => withInvoice(VANISH, n));
const accepts = anyIndex.map((n) => withOrder(ACCEPT, n));
const cancels = anyIndex.map((n) => withOrder(DECLINE, n));

/** What the buyer and Apruve do. */
export const otherCommands = {
  lightboxes,
  parts,
  pays,
  funds,
  vanishes,
  accepts,
  cancels,
};
