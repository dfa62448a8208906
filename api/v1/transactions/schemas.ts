import { z } from '@hono/zod-openapi';
import { nullableText } from '../shared/fields.ts';

export const transactionSchema = z
  .object({
    id: z.int(),
    action: z.string().openapi({ description: "Oro's name: purchase, authorize, invoice, shipment, capture, refund, cancel, …" }),
    amount_cents: z.int(),
    currency: z.string(),
    reference: nullableText.openapi({ description: "Apruve's id of what the step made." }),
    source_id: z.int().nullable().openapi({ description: 'The transaction that this one follows from.' }),
    active: z.boolean(),
    successful: z.boolean(),
    request: z.object({ method: z.string(), path: z.string(), body: z.unknown() }).nullable(),
    response: z.object({ status: z.int(), body: z.unknown() }).nullable(),
    actor: nullableText.openapi({ description: 'Who requested it; null for the process itself.' }),
    note: nullableText.openapi({ description: 'The reason that was given with the request.' }),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .openapi('Transaction');
export type TransactionView = z.infer<typeof transactionSchema>;
