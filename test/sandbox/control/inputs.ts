import { z } from 'zod';
import { invoiceChange, newInvoice, newReturn, orderChange, shipmentChange } from '../domain/inputs.ts';

const hex32 = z.string().regex(/^[0-9a-f]{32}$/);

export const lightboxInput = z.object({
  order: z.record(z.string(), z.unknown()),
  secure_hash: z.string(),
  outcome: z.enum(['accept', 'pending', 'close']).default('accept'),
  buyer: z.string().nullish(),
  po_number: z.string().nullish(),
});

// What the other side does is told by Apruve's webhooks, unless it is asked to be silent.
const silent = z.boolean().default(false);

/** The body of what needs no more than a name: empty, or whether it is silent. */
export const deedInput = z.strictObject({ silent });

export const paymentInput = z.strictObject({
  silent,
  status: z.enum(['captured', 'pending', 'failed']).default('captured'),
  amount_cents: z.int().positive().optional(),
  failure_reason: z.string().optional(),
});

/** A funding, with the partner's fee where it is to be told. */
export const fundingInput = z.strictObject({ silent, fee_cents: z.int().min(0).optional() });

/** A word to be shown in place of a status; null: the status again. */
export const shownInput = z.strictObject({ status: z.string().min(1).nullable() });

/** What a colleague types into Apruve's dashboard: the fields of the API. */
export const dashboardInputs = {
  order: z.strictObject({ ...orderChange.shape, silent }),
  newInvoice: z.strictObject({ ...newInvoice.shape, silent }),
  invoice: z.strictObject({ ...invoiceChange.shape, silent }),
  shipment: z.strictObject({ ...shipmentChange.shape, silent }),
  newReturn: z.strictObject({ ...newReturn.shape, reason: newReturn.shape.reason.default('OTHER'), silent }),
};

export const modeInput = z.strictObject({
  duplicate: z.boolean().optional(),
  shuffle: z.boolean().optional(),
  hold: z.boolean().optional(),
  bad_signature: z.boolean().optional(),
});

const url = z.url({ protocol: /^https?$/ });

export const merchantInput = z.strictObject({
  id: hex32.optional(),
  api_key: hex32.optional(),
  name: z.string().min(1).default('Another merchant'),
  webhook_url: url.nullish(),
});

export const merchantChange = z.strictObject({
  name: z.string().min(1).optional(),
  api_key: hex32.optional(),
  webhook_url: url.nullable().optional(),
});

export const accountInput = z.strictObject({
  merchant_id: hex32,
  email: z.email(),
  name: z.string().optional(),
  credit_amount_cents: z.int().min(0).default(100_000_000),
  payment_term_strategy_name: z.string().optional(),
});

export const accountChange = z.strictObject({
  credit_amount_cents: z.int().min(0).exactOptional(),
  payment_term_strategy_name: z.string().exactOptional(),
  suspended: z.boolean().exactOptional(),
  pays_at_issue: z.boolean().exactOptional(),
  cancel_overdue_after_days: z.int().min(0).nullable().exactOptional(),
});

export const buyerInput = z.strictObject({ email: z.email(), name: z.string().optional() });
