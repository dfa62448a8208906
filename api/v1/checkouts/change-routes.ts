import { createRoute, z } from '@hono/zod-openapi';
import type { OrderUpdateRequest } from '../../../workflows/contract/requests.ts';
import { body, idempotencyHeader, json, needs, optionalBody, PENDING, problems } from '../../http/route.ts';
import { cents, cleanedText, positiveCents, time } from '../../http/text.ts';
import { checkoutParams, checkoutSchema } from './checkout-schema.ts';
import { linesSchema, toOrderItem } from './order-schema.ts';

const tags = ['Checkouts'];

/** What is changed of an order; at least one thing is. The whole must add up again. */
const orderChangeSchema = z
  .strictObject({
    amount_cents: positiveCents.optional(),
    tax_cents: cents.optional(),
    shipping_cents: cents.optional(),
    expire_at: time.optional(),
    po_number: cleanedText(255).optional(),
    order_items: linesSchema.optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'names nothing to change')
  .openapi('OrderChange');
export type OrderChangeInput = z.output<typeof orderChangeSchema>;

/** A change as the process takes it. */
export function toOrderUpdate(input: OrderChangeInput, actor: string): OrderUpdateRequest {
  return {
    amountCents: input.amount_cents,
    taxCents: input.tax_cents,
    shippingCents: input.shipping_cents,
    expireAt: input.expire_at,
    poNumber: input.po_number,
    items: input.order_items?.map(toOrderItem),
    actor,
  };
}

export const update = createRoute({
  method: 'post',
  path: '/v1/checkouts/{id}/update',
  ...needs('storefront'),
  tags,
  summary: 'Change the order',
  description:
    'What is not given stays; the whole must add up. Before the buyer has authorized it `lightbox` is a new one, to be used from then on. After that an order can be changed that was opened with `finalize_on_create: false`, until it is finalized.',
  request: { params: checkoutParams, headers: idempotencyHeader, body: body(orderChangeSchema) },
  responses: {
    200: json(checkoutSchema, 'Changed.'),
    202: json(checkoutSchema, PENDING),
    ...problems(
      'not-found',
      'already-finalized',
      'step-unresolved',
      'checkout-finished',
      'amount-mismatch',
      'credit-exceeded',
      'refused-by-apruve',
      'busy',
    ),
  },
});

export const finalize = createRoute({
  method: 'post',
  path: '/v1/checkouts/{id}/finalize',
  ...needs('storefront'),
  tags,
  summary: 'Finalize the order',
  description:
    'An order that was opened with `finalize_on_create: false` will not change any more: Apruve may present it for approval.',
  request: { params: checkoutParams, headers: idempotencyHeader, body: optionalBody(z.strictObject({})) },
  responses: {
    200: json(checkoutSchema, 'Finalized; `status` tells whether Apruve has accepted it yet.'),
    202: json(checkoutSchema, PENDING),
    ...problems('not-found', 'not-authorized', 'already-finalized', 'checkout-finished', 'refused-by-apruve', 'busy'),
  },
});
