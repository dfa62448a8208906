import { z } from '@medusajs/framework/zod';
import type { Checkout } from '../../../client/index.ts';

const dataSchema = z.object({
  session_id: z.string(),
  checkout_id: z.string().default(''),
  apruve_order_id: z.string().nullish(),
});

/** What Medusa keeps of a session or payment for this provider. */
export const readData = (data: unknown): z.infer<typeof dataSchema> => dataSchema.parse(data);

/** The same, written. A storefront sees it: the page gives `lightbox` to apruve.js. It holds no secret, and nothing of it is believed. */
export const shownData = (sessionId: string, checkout: Checkout): Record<string, unknown> => ({
  session_id: sessionId,
  checkout_id: checkout.id,
  apruve_order_id: checkout.apruve_order_id,
  status: checkout.status,
  amount_cents: checkout.amount_cents,
  currency: checkout.currency,
  lightbox: checkout.lightbox,
});
