import { z } from '@hono/zod-openapi';
import { STATUSES } from '../../../workflows/contract/checkout.ts';
import { ACTIONS } from '../../../workflows/rules/actions.ts';
import { PAYMENT_STATUSES } from '../../../workflows/rules/payment-status.ts';
import { failureCode } from '../../http/problem.ts';
import { invoiceSchema } from '../invoices/schemas.ts';
import { shownMetadata } from '../shared/metadata.ts';
import { modeField, nullableText, nullableTime, shownCents, shownLines } from '../shared/fields.ts';

const creditSchema = z.object({
  limit_cents: shownCents.openapi({ description: '110 % of the order, floor of a cent.' }),
  invoiced_cents: shownCents,
  uninvoiced_cents: shownCents.openapi({
    description:
      'What is left of the order without the 10 %, less what may be at Apruve already: the amount of an invoice by default.',
  }),
  remaining_cents: shownCents,
  captured_cents: shownCents,
  refunded_cents: shownCents,
});

const actionSchema = z.object({
  name: z.enum(ACTIONS),
  allowed: z.boolean(),
  code: z
    .union([failureCode, z.null()])
    .openapi({ description: 'Why it is refused now: the code that a request would be refused with.' }),
  reason: nullableText,
});

const attentionSchema = z.object({
  code: failureCode,
  message: z.string(),
  since: z.string(),
  acknowledged_by: nullableText,
  acknowledged_at: nullableTime,
});

const inFlightSchema = z.object({
  step: z.string(),
  action: z.string().openapi({ description: 'That of its transaction; of a read, what is read.' }),
  merchant_invoice_id: nullableText,
  amount_cents: z.int().nullable(),
  since: z.string(),
  tries: z.int().openapi({ description: 'How often it was tried in vain.' }),
  next_try_at: nullableTime.openapi({ description: 'Null while it is being tried, and where it waits for a person.' }),
  code: z
    .union([failureCode, z.null()])
    .openapi({ description: 'Why it did not get through; null while it is tried for the first time.' }),
  last_answer: z
    .object({ status: z.int(), text: z.string() })
    .nullable()
    .openapi({ description: 'What Apruve last answered; null where it did not, and for reads.' }),
});

const refusedSchema = z.object({
  action: z.string(),
  merchant_invoice_id: nullableText,
  amount_cents: z.int(),
  at: z.string(),
  title: z.string().openapi({ description: "Apruve's words." }),
  detail: nullableText,
});

const lightboxSchema = z.object({
  script_url: z.string(),
  order: z.record(z.string(), z.unknown()),
  secure_hash: z.string(),
  shopper_email: nullableText.openapi({
    description: 'For `apruve.setShopper(email)`, which is called before the order is set.',
  }),
});

export const checkoutSchema = z
  .object({
    id: z.string().openapi({ example: 'chk_mfzwk43un5zgs3tfonzgs3tfme' }),
    version: z.int().openapi({
      description:
        'Grows with every change. An action with `If-Match: <version>` is refused (412 `changed`) where it is another by now.',
    }),
    channel: z.string(),
    mode: modeField,
    attempt: z.int(),
    offline: z.boolean().openapi({ description: 'Placed without a lightbox, for a buyer who confirms by email.' }),
    merchant_order_id: z.string(),
    status: z.enum(STATUSES),
    payment_status: z.enum(PAYMENT_STATUSES),
    currency: z.string(),
    amount_cents: shownCents,
    tax_cents: shownCents,
    shipping_cents: shownCents,
    order_items: shownLines,
    customer: z.object({
      email: nullableText,
      name: nullableText,
      id: nullableText,
      country: nullableText,
      group: nullableText,
    }),
    po_number: nullableText,
    apruve_order_id: nullableText,
    apruve_status: z.enum(['new', 'pending', 'accepted', 'canceled']).nullable(),
    overdue: z.boolean(),
    attention: z
      .object({ code: failureCode, message: z.string(), since: z.string() })
      .nullable()
      .openapi({ description: 'Why a person is needed: the most pressing of `attentions` that nobody has acknowledged.' }),
    attentions: z.array(attentionSchema),
    in_flight: z.array(inFlightSchema),
    refused: z.array(refusedSchema),
    credit: creditSchema,
    invoices: z.array(invoiceSchema),
    deadlines: z.object({ authorization_at: nullableTime, approval_at: nullableTime, expires_at: nullableTime }),
    lightbox: lightboxSchema
      .nullable()
      .openapi({ description: 'For `apruve.setOrder(order, secure_hash)`; null after the authorization.' }),
    actions: z.array(actionSchema),
    metadata: shownMetadata,
    opened_by: nullableText.openapi({ description: 'Who opened it: `key:…` or `user:…`; null where that is not known.' }),
    created_at: z.string(),
    updated_at: z.string(),
    completed_at: nullableTime,
    erased_at: nullableTime.openapi({ description: 'When what is known of its buyer was erased; amounts and references stay.' }),
  })
  .openapi('Checkout');
export type CheckoutView = z.infer<typeof checkoutSchema>;
