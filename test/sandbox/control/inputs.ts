import { z } from 'zod';

const hex32 = z.string().regex(/^[0-9a-f]{32}$/);

export const lightboxInput = z.object({
  order: z.record(z.string(), z.unknown()),
  secure_hash: z.string(),
  outcome: z.enum(['accept', 'pending', 'close']).default('accept'),
  buyer: z.string().nullish(),
  po_number: z.string().nullish(),
});

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
  credit_amount_cents: z.int().min(0).optional(),
  payment_term_strategy_name: z.string().optional(),
});

export const buyerInput = z.strictObject({ email: z.email(), name: z.string().optional() });
