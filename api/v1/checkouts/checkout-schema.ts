import { z } from '@hono/zod-openapi';
import { MODES } from '../../../workflows/contract/channel.ts';
import { STATUSES } from '../../../workflows/contract/checkout.ts';
import { ACTIONS } from '../../../workflows/rules/actions.ts';
import { PAYMENT_STATUSES } from '../../../workflows/rules/payment-status.ts';

const maybeText = z.string().nullable();
const maybeTime = z.string().nullable().openapi({ format: 'date-time' });
const cents = z.int().openapi({ description: 'Integer cents.' });
const lines = z.array(z.record(z.string(), z.unknown())).openapi({ description: "Lines in Apruve's field names." });

export const shipmentSchema = z
  .object({
    id: z.string(),
    merchant_shipment_id: z.string(),
    status: maybeText,
    amount_cents: cents,
    shipper: maybeText,
    tracking_number: maybeText,
    shipped_at: maybeTime,
    delivered_at: maybeTime,
  })
  .openapi('Shipment');
export type ShipmentView = z.infer<typeof shipmentSchema>;

const returnSchema = z
  .object({ id: z.string(), amount_cents: cents, reason: maybeText, created_at: z.string() })
  .openapi('Return');
export const madeReturnSchema = returnSchema.extend({ invoice_id: z.string() }).openapi('MadeReturn');

export const invoiceSchema = z
  .object({
    id: z.string().openapi({ description: "Apruve's id." }),
    merchant_invoice_id: z.string(),
    status: z.enum(['pending', 'open', 'funded', 'closed', 'canceled']).openapi({ description: "Apruve's word." }),
    amount_cents: cents,
    amount_due_cents: cents,
    tax_cents: cents.nullable(),
    shipping_cents: cents.nullable(),
    invoice_items: lines,
    due_at: maybeTime,
    overdue: z.boolean(),
    issued_at: maybeTime,
    funded_at: maybeTime,
    closed_at: maybeTime,
    shipments: z.array(shipmentSchema),
    returns: z.array(returnSchema),
    returned_cents: cents,
  })
  .openapi('Invoice');
export type InvoiceView = z.infer<typeof invoiceSchema>;

const creditSchema = z.object({
  limit_cents: cents.openapi({ description: '110 % of the order, floor of a cent.' }),
  invoiced_cents: cents,
  remaining_cents: cents,
  captured_cents: cents,
  refunded_cents: cents,
});

const actionSchema = z.object({
  name: z.enum(ACTIONS),
  allowed: z.boolean(),
  code: maybeText.openapi({ description: 'Why it is refused now: the code that a try would be answered with.' }),
  reason: maybeText,
});

const lightboxSchema = z.object({
  script_url: z.string(),
  order: z.record(z.string(), z.unknown()),
  secure_hash: z.string(),
});

export const checkoutSchema = z
  .object({
    id: z.string().openapi({ example: 'chk_mfzwk43un5zgs3tfonzgs3tfme' }),
    channel: z.string(),
    mode: z.enum(MODES),
    attempt: z.int(),
    offline: z.boolean().openapi({ description: 'Placed without a lightbox, for a buyer who confirms by email.' }),
    merchant_order_id: z.string(),
    status: z.enum(STATUSES),
    payment_status: z.enum(PAYMENT_STATUSES),
    currency: z.string(),
    amount_cents: cents,
    tax_cents: cents,
    shipping_cents: cents,
    order_items: lines,
    customer: z.object({ email: maybeText, name: maybeText, id: maybeText, country: maybeText, group: maybeText }),
    po_number: maybeText,
    apruve_order_id: maybeText,
    apruve_status: z.enum(['new', 'pending', 'accepted', 'canceled']).nullable(),
    overdue: z.boolean(),
    attention: z
      .object({ code: z.string(), message: z.string(), since: z.string() })
      .nullable()
      .openapi({ description: 'A person is needed; the message says what for.' }),
    credit: creditSchema,
    invoices: z.array(invoiceSchema),
    deadlines: z.object({ authorization_at: maybeTime, approval_at: maybeTime, expires_at: maybeTime }),
    lightbox: lightboxSchema
      .nullable()
      .openapi({ description: 'For `apruve.setOrder(order, secure_hash)`; only while the authorization is awaited.' }),
    actions: z.array(actionSchema),
    created_at: z.string(),
    updated_at: z.string(),
    completed_at: maybeTime,
  })
  .openapi('Checkout');
export type CheckoutView = z.infer<typeof checkoutSchema>;

export const checkoutParams = z.object({ id: z.string().openapi({ param: { name: 'id', in: 'path' } }) });
