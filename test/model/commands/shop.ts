import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import type { Answer } from '../../api/api.ts';
import { orderBody } from '../../support/storefront.ts';
import { until } from '../../stack/wait.ts';
import { ask, type Request } from '../real/ask.ts';
import { viewOf } from '../real/compare.ts';
import type { Lane } from '../real/lane.ts';
import { quiet, reconcileNow } from '../real/network.ts';
import { troubled, type Trouble } from '../real/trouble.ts';
import { reconcile } from '../model/network.ts';
import { expire } from '../model/process.ts';
import * as shop from '../model/shop.ts';
import { unfit, type Expected } from '../model/answers.ts';
import { amountOf, latest, running, type Cart, type Checkout, type Model } from '../model/state.ts';
import { Command, dollars, hasCheckout, isRunning, must, pathOf, pick } from './command.ts';
import { anyTrouble, anyIndex } from './draws.ts';

/** The lines of a cart, as the shop sends them. */
export const partsOf = (cart: Cart) => ({
  amount_cents: amountOf(cart),
  tax_cents: cart.tax,
  shipping_cents: cart.shipping,
  order_items: [{ title: 'Safety gloves', quantity: 1, price_total_cents: cart.goods }],
});

/** Opens the order; `po` makes one content different from another. */
export const openAs = (po: string): Command =>
  new Command({
    name: 'open',
    ready: () => true,
    run: async (model, lane) => {
      const { cart, finalizeOnCreate, invoiceOnCreate } = model.setting;
      const flags = { finalize_on_create: finalizeOnCreate, invoice_on_create: invoiceOnCreate };
      const body = orderBody({
        merchant_order_id: model.number,
        ...flags,
        ...partsOf(cart),
        ...(po !== '' && { po_number: po }),
      });
      lane.story.say(`shop opens ${dollars(amountOf(cart))}${po && ` as ${po}`}`);
      const request = { method: 'POST', path: '/v1/checkouts', body, by: 'shop' } as const;
      const answer = await ask(lane, request, null, ({ body: shown }) => shop.open(model, po, String(shown?.id)));
      if (answer.status === 201) keepLightbox(model, answer);
    },
  });

const opens = fc.constantFrom('', '', '', 'PO-2').map(openAs);

/** What the shop now hands to its buyers' browsers. */
function keepLightbox(model: Model, { body: { lightbox } }: Answer): void {
  const { order, secure_hash } = lightbox;
  const checkout = must(latest(model));
  model.lightboxes.push({ hash: secure_hash, cart: checkout.cart, order, secure_hash });
  shop.giveOut(checkout, secure_hash);
}

/** A call on the newest checkout. */
const onCheckout = (
  name: string,
  about: Omit<Request, 'method' | 'path'> & { verb: string; trouble: Trouble | null },
  expect: (model: Model, checkout: Checkout) => Expected,
): Command =>
  new Command({
    name,
    ready: hasCheckout,
    run: async (model, lane) => {
      const checkout = must(latest(model));
      const { verb, trouble, ...rest } = about;
      const request = { method: 'POST', path: `${pathOf(checkout)}/${verb}`, ...rest } as const;
      lane.story.say(`${name}${troubled(trouble)}`);
      await ask(lane, request, trouble, () => expect(model, checkout));
    },
  });

/** The browser's order id comes back: mostly the newest order, sometimes another, sometimes none that there is. */
export const authorizeWith = ([n, dice, trouble]: [number, number, Trouble | null]): Command =>
  new Command({
    name: 'authorize',
    ready: hasCheckout,
    run: async (model, lane) => {
      const checkout = must(latest(model));
      const newest = dice < 7 ? model.orders.at(-1) : pick(model.orders, n);
      const orderId = dice === 9 ? undefined : newest?.id;
      const body = { apruve_order_id: orderId ?? randomBytes(16).toString('hex') };
      const request = { method: 'POST', path: `${pathOf(checkout)}/authorization`, body, by: 'shop' } as const;
      const which = orderId === undefined ? 'an unknown order' : `order ${model.orders.indexOf(must(newest)) + 1}`;
      lane.story.say(`shop brings ${which}${troubled(trouble)}`);
      await ask(lane, request, trouble, ({ status }) => shop.authorize(model, checkout, body.apruve_order_id, status));
      await quiet(model, lane);
    },
  });

/** Somebody tries order ids until the next one has to wait. */
const guessIds = (): Command =>
  new Command({
    name: 'guess order ids',
    ready: (model) => running(model)?.adopted === null,
    run: async (model, lane) => {
      const checkout = must(running(model));
      for (let n = 0; n <= shop.WRONG_IDS; n += 1) {
        lane.story.begin('shop brings an unknown order');
        const body = { apruve_order_id: randomBytes(16).toString('hex') };
        const request = { method: 'POST', path: `${pathOf(checkout)}/authorization`, body, by: 'shop' } as const;
        await ask(lane, request, null, ({ status }) => shop.authorize(model, checkout, body.apruve_order_id, status));
      }
    },
  });

const guesses = fc.constant(null).map(guessIds);

const authorizes = fc.tuple(anyIndex, fc.nat(9), anyTrouble('', '/orders')).map(authorizeWith);

const updates = fc.tuple(fc.integer({ min: -3_000, max: 3_000 }), fc.boolean(), fc.nat(5), anyTrouble('')).map(
  ([more, taxed, dice, trouble]) =>
    new Command({
      name: 'update',
      // A change would send the expiry that has passed to Apruve.
      ready: (model) => hasCheckout(model) && latest(model)?.timeIsUp === false,
      run: async (model, lane) => {
        const checkout = must(latest(model));
        const { goods, tax, shipping } = checkout.cart;
        const cart = { goods: Math.max(1, goods + more), tax: taxed ? tax + 1 : tax, shipping };
        const addsUp = dice > 0;
        const body = { ...partsOf(cart), amount_cents: amountOf(cart) + (addsUp ? 0 : 1) };
        const waiting = checkout.adopted === null;
        const request = { method: 'POST', path: `${pathOf(checkout)}/update`, body, by: 'shop' } as const;
        lane.story.say(`shop changes the order to ${dollars(body.amount_cents)}${troubled(trouble)}`);
        const answer = await ask(lane, request, trouble, () => shop.update(model, checkout, cart, addsUp));
        if (answer.status === 200 && waiting) keepLightbox(model, answer);
      },
    }),
);

/** Someone cancels the checkout. */
export const cancelBy = (by: 'shop' | 'operator', keyed: boolean, trouble: Trouble | null): Command =>
  onCheckout(by === 'shop' ? 'cancel as shop' : 'cancel', { verb: 'cancel', body: {}, keyed, trouble, by }, (model, checkout) =>
    shop.cancel(model, checkout, by),
  );

export const finalizeAs = (keyed: boolean, trouble: Trouble | null): Command =>
  onCheckout('finalize', { verb: 'finalize', keyed, trouble, by: 'shop' }, shop.finalize);

const deeds = fc
  .tuple(fc.constantFrom('finalize', 'cancel', 'cancel', 'shop cancels'), fc.boolean(), anyTrouble('', '/cancel', '/invoices'))
  .map(([verb, keyed, trouble]) =>
    verb === 'finalize' ? finalizeAs(keyed, trouble) : cancelBy(verb === 'cancel' ? 'operator' : 'shop', keyed, trouble),
  );

/** How long the window stays open after the shop has said that it ends; more where the machine is slower than that. */
const SHORTLY_MS = 400;

/** A wait ends: the window of the lightbox, the approval, the authorization. */
export const timePasses = (): Command =>
  new Command({
    name: 'time passes',
    ready: isRunning,
    run: async (model, lane) => {
      const checkout = must(running(model));
      if (checkout.adopted === null) await closeWindow(model, lane, checkout);
      else {
        await lane.sandbox.must('POST', `/orders/${checkout.adopted.id}/expire`);
        checkout.adopted.expired = true;
        await reconcileNow(model, lane);
        reconcile(model);
        // What the reconciliation has found out is due only after all that waited.
        await quiet(model, lane);
        expire(model, checkout);
      }
    },
  });

const expiries = fc.constant(null).map(timePasses);

async function closeWindow(model: Model, lane: Lane, checkout: Checkout, inMs = SHORTLY_MS): Promise<void> {
  const change = { expire_at: new Date(Date.now() + inMs).toISOString() };
  const request = { method: 'POST', path: `${pathOf(checkout)}/update`, body: change } as const;
  // The lightbox of the answer is not used, and the one before is old now. A slow answer has none any more, because the window has
  // closed in the meantime.
  const { status, body } = await ask(lane, request, null, (answer) =>
    answer.status === 422 ? unfit('invalid-request') : shop.update(model, checkout, checkout.cart, true),
  );
  if (status === 422) return closeWindow(model, lane, checkout, 2 * inMs);
  shop.giveOut(checkout, body.lightbox?.secure_hash ?? 'of a window that has closed');
  checkout.timeIsUp = true;
  let shown = 'nothing yet';
  const over = async () => {
    const { status: current, apruve_order_id } = await viewOf(lane, checkout.id);
    shown = `${current}, order ${String(apruve_order_id)}`;
    return current === 'awaiting_authorization' && apruve_order_id === null ? undefined : true;
  };
  await until('the window to close', over, { deadlineMs: lane.patienceMs, everyMs: 20, seen: () => shown });
  await quiet(model, lane);
  shop.windowEnds(model, checkout);
}

/** What the shop's server and time do. */
export const shopCommands = { opens, authorizes, guesses, updates, deeds, expiries };
