import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { z } from 'zod';
import { send } from '../real/ask.ts';
import type { Lane } from '../real/lane.ts';
import { deliverAll, loseAll, reconcileNow, type Manner } from '../real/network.ts';
import * as apruve from '../model/apruve.ts';
import { deliver, lose, reconcile } from '../model/network.ts';
import type { Invoice, Model, Order } from '../model/state.ts';
import { Command, hasCheckout, must, pick } from './command.ts';
import { anyIndex } from './draws.ts';

type Outcome = 'accept' | 'pending' | 'close';

const placed = z.object({ apruve_order_id: z.string() });

/** A buyer in the lightbox: this tab, or one that was opened with an earlier cart. */
export const buyerDoes = ([n, dice, outcome]: [number, number, Outcome]): Command =>
  new Command({
    name: `lightbox ${outcome}`,
    ready: ({ lightboxes: given }) => given.length > 0,
    run: async (model, lane) => {
      const box = must(dice === 0 ? pick(model.lightboxes, n) : model.lightboxes.at(-1));
      const { order, secure_hash, hash, amount } = box;
      const { status, body } = await lane.sandbox.call('POST', '/lightbox', { order, secure_hash, outcome });
      if (outcome === 'accept' || outcome === 'pending') {
        const made = apruve.place(model, { hash, amount, outcome });
        if ((made !== null) !== (status === 200)) throw new Error(`The lightbox was answered ${status} ${JSON.stringify(body)}.`);
        if (made !== null) made.id = placed.parse(body).apruve_order_id;
      }
      return `buyer: ${outcome} in lightbox ${model.lightboxes.indexOf(box) + 1}: ${status}`;
    },
  });

const lightboxes = fc
  .tuple(anyIndex, fc.nat(4), fc.constantFrom<Outcome>('accept', 'accept', 'accept', 'pending', 'close'))
  .map(buyerDoes);

const invoicesOf = ({ orders }: Model): Invoice[] => orders.flatMap(({ invoices }) => invoices);

/** Somebody at Apruve does something with an invoice; where the model refuses, so must Apruve. */
const withInvoice = (name: string, verb: string, n: number, deed: (model: Model, invoice: Invoice) => boolean): Command =>
  new Command({
    name,
    ready: (model) => invoicesOf(model).length > 0,
    run: async (model, lane) => {
      const invoice = must(pick(invoicesOf(model), n));
      await sameAsModel(lane, `/invoices/${invoice.id ?? ''}/${verb}`, deed(model, invoice));
      return `${name}: ${invoice.number ?? 'Apruve’s own'} is ${invoice.there}`;
    },
  });

const withOrder = (name: string, verb: string, n: number, deed: (model: Model, order: Order) => boolean): Command =>
  new Command({
    name,
    ready: ({ orders }) => orders.length > 0,
    run: async (model, lane) => {
      const order = must(pick(model.orders, n));
      await sameAsModel(lane, `/orders/${order.id}/${verb}`, deed(model, order));
      return `${name}: order ${model.orders.indexOf(order) + 1} is ${order.status}`;
    },
  });

async function sameAsModel({ sandbox }: Lane, path: string, does: boolean): Promise<void> {
  const { status, body } = await sandbox.call('POST', path);
  if ((status === 200) !== does) throw new Error(`${path} was answered ${status} ${JSON.stringify(body)}.`);
}

const pays = anyIndex.map((n) => withInvoice('buyer pays', 'pay', n, apruve.pay));
const funds = anyIndex.map((n) => withInvoice('Apruve funds', 'fund', n, apruve.fund));
const vanishes = anyIndex.map((n) =>
  withInvoice('Apruve cancels invoice', 'cancel', n, (model, invoice) => apruve.cancelInvoice(model, invoice, 'apruve')),
);
const accepts = anyIndex.map((n) => withOrder('Apruve accepts order', 'accept', n, apruve.accept));
const cancels = anyIndex.map((n) => withOrder('Apruve cancels order', 'cancel', n, apruve.cancelOrder));

const deliveries = fc.constantFrom<Manner>('in order', 'in order', 'twice', 'in mixed order').map(
  (manner) =>
    new Command({
      name: `deliver ${manner}`,
      ready: ({ queue }) => queue.length > 0,
      run: async (model, lane) => {
        const what = model.queue.map(({ about, event }) => `${about} ${event}`).join(', ');
        await deliverAll(model, lane, manner);
        deliver(model);
        return `webhooks arrive ${manner} (${what})`;
      },
    }),
);

const losses = fc.constant(null).map(
  () =>
    new Command({
      name: 'lose',
      ready: ({ queue }) => queue.length > 0,
      run: async (model, lane) => {
        await loseAll(lane);
        lose(model);
        return 'webhooks are lost';
      },
    }),
);

const reconciliations = fc.constant(null).map(
  () =>
    new Command({
      name: 'reconcile',
      ready: hasCheckout,
      run: async (model, lane) => {
        await reconcileNow(model, lane);
        reconcile(model);
        return 'reconciliation';
      },
    }),
);

/** The same bytes under the same key: the first answer, and nothing happens twice. */
const repeats = fc.constant(null).map(
  () =>
    new Command({
      name: 'repeat',
      ready: hasCheckout,
      run: async (_, lane) => {
        if (lane.kept === null) return 'nothing to repeat';
        const { request, key, answer } = lane.kept;
        const again = await send(lane, request, key);
        const same = again.status === answer.status && isDeepStrictEqual(again.body, answer.body);
        if (!same) throw new Error(`${request.path}: ${answer.status} at first, ${again.status} when it was repeated.`);
        return `the same request again: ${again.status}`;
      },
    }),
);

/** What the buyer, Apruve and the network do. */
export const otherCommands = {
  lightboxes,
  pays,
  funds,
  vanishes,
  accepts,
  cancels,
  deliveries,
  losses,
  reconciliations,
  repeats,
};
