import { Hono } from 'hono';
import { z } from 'zod';
import { decideCheckout, reviewCheckout, shoppersOf } from '../domain/lightbox.ts';
import { Layout } from '../page/layout.tsx';
import { answer, answerError, checkedBody } from '../rest/http.ts';
import { Refusal } from '../values/refusal.ts';
import type { World } from '../world.ts';
import { RefusedView, ReviewView } from './review-view.tsx';

const signedOrder = { order: z.record(z.string(), z.unknown()), secure_hash: z.string() };
const reviewInput = z.object({ ...signedOrder, shopper: z.string().nullish() });
const decideInput = z.object({
  ...signedOrder,
  outcome: z.enum(['accept', 'pending']),
  buyer: z.string().optional(),
  po_number: z.string().optional(),
});

const Frame = () => (
  <Layout title="Apruve checkout" class="lightbox" script="/assets/lightbox.js">
    <header>
      <strong>apruve</strong>
      <span>Sandbox: no real money moves</span>
    </header>
    <main id="stage" aria-busy="true">
      Loading the order …
    </main>
  </Layout>
);

// Any shop's page may hold the frame; the order comes in by a message, and its hash is what it is trusted for.
const POLICY = "default-src 'self'; img-src data:; style-src 'self'; base-uri 'none'; form-action 'none'";

/** The lightbox: its frame, the look at the order, and the buyer's decision. The hash is checked at both. */
export const createLightbox = (world: World): Hono => {
  const lightbox = new Hono();
  lightbox.onError(answerError);
  lightbox.get('/lightbox', (context) => context.html(<Frame />, 200, { 'content-security-policy': POLICY }));
  lightbox.post('/lightbox/review', async (context) => {
    const { order, secure_hash, shopper } = await checkedBody(context, reviewInput);
    try {
      const checked = reviewCheckout(world, { order, secureHash: secure_hash });
      const shoppers = shoppersOf(world, checked.merchant.id);
      return context.html(<ReviewView world={world} {...checked} shoppers={shoppers} shopper={shopper ?? undefined} />);
    } catch (error) {
      if (error instanceof Refusal) return context.html(<RefusedView message={error.message} />);
      throw error;
    }
  });
  lightbox.post('/lightbox/decide', async (context) => {
    const { order, secure_hash, outcome, buyer, po_number } = await checkedBody(context, decideInput);
    const poNumber = po_number?.trim() || undefined;
    const made = decideCheckout(world, { order, secureHash: secure_hash, outcome, buyer, poNumber });
    return answer(200, { apruve_order_id: made?.id ?? null });
  });
  return lightbox;
};
