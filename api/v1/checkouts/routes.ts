import { createRoute, z } from '@hono/zod-openapi';
import { body, idempotencyHeader, ifMatchHeader, json, needs, optionalBody, PENDING, problems } from '../../http/route.ts';
import { plainText, shortText } from '../../../workflows/contract/fields.ts';
import { attentionParams, checkoutParams } from '../shared/params.ts';
import { actionRoute, noBody } from '../shared/routes.ts';
import { checkoutChangeSchema, newCheckoutSchema, newOfflineCheckoutSchema, orderChangeSchema } from './order-schema.ts';
import { checkoutSchema } from './schemas.ts';

const tags = ['Checkouts'];
const checkout = (description: string) => json(checkoutSchema, description);

export const open = createRoute({
  method: 'post',
  path: '/v1/checkouts',
  ...needs('storefront'),
  tags,
  operationId: 'openCheckout',
  summary: 'Open a checkout',
  description:
    'Returns the order for `apruve.js` with its secure hash. A repeat with the same content returns the same checkout; after an attempt that ended without money it opens a new one.',
  request: { headers: idempotencyHeader, body: body(newCheckoutSchema) },
  responses: {
    200: checkout('It existed before.'),
    201: checkout('Opened now.'),
    202: checkout('Stored; it is being opened.'),
    ...problems('order-conflict', 'amount-mismatch', 'payment-method-unavailable'),
  },
});

export const openOffline = createRoute({
  method: 'post',
  path: '/v1/offline-checkouts',
  ...needs('admin'),
  tags,
  operationId: 'openOfflineCheckout',
  summary: 'Open a checkout without a lightbox',
  description:
    'For orders by phone, mail or a sales person. The buyer is looked up at Apruve by email, the order is made there, and waits as `awaiting_approval` until the buyer confirms the email that Apruve sends. A refusal ends the attempt as `declined`: the number is free for the next one. A repeat with the same content returns the same checkout.',
  request: { headers: idempotencyHeader, body: body(newOfflineCheckoutSchema) },
  responses: {
    200: checkout('It existed before.'),
    201: checkout('The order is at Apruve.'),
    202: checkout(PENDING),
    ...problems(
      'order-conflict',
      'amount-mismatch',
      'payment-method-unavailable',
      'unknown-buyer',
      'ambiguous-buyer',
      'insufficient-credit',
      'refused-by-apruve',
    ),
  },
});

export const show = createRoute({
  method: 'get',
  path: '/v1/checkouts/{id}',
  ...needs('storefront'),
  tags,
  operationId: 'getCheckout',
  summary: 'Show a checkout',
  request: { params: checkoutParams },
  responses: { 200: checkout('The checkout.'), ...problems('not-found') },
});

/** Beside the process, which knows nothing of it: so it has no 202 and no idempotency key. */
export const change = createRoute({
  method: 'patch',
  path: '/v1/checkouts/{id}',
  ...needs('storefront'),
  tags,
  operationId: 'changeCheckout',
  summary: 'Change metadata',
  description: 'Possible in every state, also after the end. The order itself is changed by `update`.',
  request: { params: checkoutParams, headers: ifMatchHeader, body: body(checkoutChangeSchema) },
  responses: { 200: checkout('Changed.'), ...problems('not-found', 'changed') },
});

const action = { tags, params: checkoutParams, shows: checkoutSchema };

export const authorize = actionRoute('/v1/checkouts/{id}/authorization', {
  ...action,
  scope: 'storefront',
  operationId: 'authorizeCheckout',
  summary: 'Authorize with the order id of apruve.js',
  description:
    'The order is read at Apruve and adopted when merchant, number, amount and currency match. After 10 order ids that are not of this checkout, counted since its content last changed, no id is read any more: the call is 429 until the time in `Retry-After`, and then Apruve is asked which order fits.',
  body: body(z.strictObject({ apruve_order_id: plainText(64).regex(/^[\w-]+$/, "is not an id of Apruve's") })),
  done: 'Adopted; `status` says whether Apruve has accepted it yet.',
  codes: ['authorization-mismatch', 'already-authorized', 'step-unresolved', 'too-many-attempts'],
});

export const update = actionRoute('/v1/checkouts/{id}/update', {
  ...action,
  scope: 'storefront',
  operationId: 'updateOrder',
  summary: 'Change the order',
  description:
    'Absent fields stay as they are; the whole must add up. Until the buyer has authorized the order, the response has a new `lightbox`: use it from then on. After that only an order that was opened with `finalize_on_create: false` can be changed, until it is finalized. The rules of the channel are checked again where an amount changes.',
  body: body(orderChangeSchema),
  done: 'Changed.',
  codes: [
    'already-finalized',
    'step-unresolved',
    'amount-mismatch',
    'payment-method-unavailable',
    'credit-exceeded',
    'refused-by-apruve',
    'too-many-attempts',
  ],
});

export const finalize = actionRoute('/v1/checkouts/{id}/finalize', {
  ...action,
  scope: 'storefront',
  operationId: 'finalizeOrder',
  summary: 'Finalize the order',
  description:
    'An order that was opened with `finalize_on_create: false` will not change any more: Apruve may present it for approval.',
  body: noBody,
  done: 'Finalized; `status` says whether Apruve has accepted it yet.',
  codes: ['not-authorized', 'already-finalized', 'refused-by-apruve', 'too-many-attempts'],
});

export const cancel = actionRoute('/v1/checkouts/{id}/cancel', {
  ...action,
  scope: 'storefront',
  operationId: 'cancelCheckout',
  summary: 'Cancel a checkout',
  description:
    'With a storefront key only before the buyer has authorized. Drafts and waiting invoices are canceled, then open ones, then the order at Apruve. A repeat changes nothing.',
  body: optionalBody(z.strictObject({ reason: shortText.nullish() })),
  done: 'Canceled.',
  codes: ['invoice-paid', 'step-unresolved', 'refused-by-apruve', 'too-many-attempts'],
});

export const complete = actionRoute('/v1/checkouts/{id}/complete', {
  ...action,
  scope: 'admin',
  operationId: 'completeCheckout',
  summary: 'Complete a checkout',
  description:
    'Nothing more will be invoiced: the credit that no invoice uses is released at Apruve. The checkout ends when its invoices are paid. A repeat changes nothing.',
  body: noBody,
  done: 'Completed.',
  codes: ['not-authorized', 'draft-open', 'nothing-invoiced', 'refused-by-apruve'],
});

export const acknowledge = actionRoute('/v1/checkouts/{id}/attention/{code}/acknowledge', {
  ...action,
  params: attentionParams,
  scope: 'admin',
  operationId: 'acknowledgeAttention',
  summary: 'Acknowledge what needs a person',
  description:
    'Somebody knows: what the checkout shows under this code leaves `attention`, the lists and the filters, and stays in `attentions` while its cause lasts. It is raised anew when the cause comes again. Also after the end. A repeat changes nothing.',
  body: optionalBody(z.strictObject({ note: shortText.optional() })),
  done: 'Acknowledged.',
  codes: [],
});

export const retry = actionRoute('/v1/checkouts/{id}/retry', {
  ...action,
  scope: 'admin',
  operationId: 'retryCheckout',
  summary: 'Retry the steps that could not get through',
  body: noBody,
  done: 'No step waits any more.',
  codes: ['nothing-to-retry'],
});
