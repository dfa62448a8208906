import * as fc from 'fast-check';
import { findLatestAttempt } from '../../../activities/ledger/checkouts.ts';
import { orderBody } from '../../support/storefront.ts';
import { POOR_BUYER } from '../../sandbox/server.ts';
import { ask } from '../real/ask.ts';
import { viewOf } from '../real/compare.ts';
import type { Lane } from '../real/lane.ts';
import { troubled, type Trouble } from '../real/trouble.ts';
import { openOffline, type Buyer } from '../model/offline.ts';
import { amountOf, latest, type Model } from '../model/state.ts';
import { Command, dollars, must } from './command.ts';
import { anyTrouble } from './draws.ts';
import { partsOf } from './shop.ts';

/** Apruve compares them without regard to case. */
const EMAILS: Record<Buyer, string> = { known: 'Buyer@Example.test', poor: POOR_BUYER, unknown: 'nobody@example.test' };

/** What an attempt is called that the answer does not name, because it was refused. */
async function newestId({ rig }: Lane, { number }: Model): Promise<string> {
  const newest = await findLatestAttempt(rig.ledger.db, 'default', number);
  return must(newest ?? undefined).id;
}

/** The shop opens an order without a lightbox. */
export const openOfflineAs = (buyer: Buyer, trouble: Trouble | null = null): Command =>
  new Command({
    name: `open offline, ${buyer} buyer`,
    ready: () => true,
    run: async (model, lane) => {
      const { cart, finalizeOnCreate, invoiceOnCreate } = model.setting;
      lane.story.say(`shop opens ${dollars(amountOf(cart))} offline for a buyer who is ${buyer}${troubled(trouble)}`);
      const body = orderBody({
        merchant_order_id: model.number,
        finalize_on_create: finalizeOnCreate,
        invoice_on_create: invoiceOnCreate,
        ...partsOf(cart),
        customer: { email: EMAILS[buyer], name: 'Bea Buyer' },
      });
      const request = { method: 'POST', path: '/v1/offline-checkouts', body } as const;
      const before = model.checkouts.length;
      await ask(lane, request, trouble, ({ body: shown }) => openOffline(model, `offline ${buyer}`, String(shown?.id), buyer));
      if (model.checkouts.length > before) await learn(model, lane);
    },
  });

/** How Apruve calls the order, and the ledger the attempt. */
async function learn(model: Model, lane: Lane): Promise<void> {
  const checkout = must(latest(model));
  checkout.id = await newestId(lane, model);
  if (checkout.adopted !== null) checkout.adopted.id = (await viewOf(lane, checkout.id)).apruve_order_id ?? '';
}

/** Mostly for a buyer who can have it. */
export const offlineOpenings = fc
  .tuple(fc.constantFrom<Buyer>('known', 'known', 'known', 'poor', 'unknown'), anyTrouble('/orders', '/corporate_accounts'))
  .map(([buyer, trouble]) => openOfflineAs(buyer, trouble));
