import { z } from '@hono/zod-openapi';
import type { BatchLine, BatchRow, LineCounts } from '../../../activities/ledger/batches.ts';
import { modeField, nullableText, shownCents } from '../shared/fields.ts';

/** As many as a page of a list has at most. */
export const MAX_LINES = 100;

export const newBatchSchema = z
  .strictObject({
    id: z.uuid().optional().openapi({ description: 'Yours, so that a repeat is the same batch; made where it is left out.' }),
    checkouts: z
      .array(z.string().regex(/^chk_[a-z2-7]{26}$/, 'is not the id of a checkout'))
      .min(1)
      .max(MAX_LINES)
      .refine((ids) => new Set(ids).size === ids.length, 'names a checkout twice'),
    amounts_cents: z.record(z.string(), z.int().positive()).optional().openapi({
      description:
        'What was shown as left to invoice, by checkout: where another amount is left when its turn comes, its invoice is not sent.',
    }),
  })
  .openapi('NewBatch');

const batchHead = z.object({
  id: z.string(),
  asked_by: z.string().openapi({ description: '`user:…`, `person:…` or `key:…`: in whose name it is sent.' }),
  created_at: z.string(),
  waiting: z.int().openapi({ description: 'How many lines are still to be sent, or wait for Apruve.' }),
  sent: z.int(),
  failed: z.int(),
});
export const listedBatchSchema = batchHead.openapi('ListedBatch');
export type ListedBatchView = z.infer<typeof listedBatchSchema>;

const batchLineSchema = z
  .object({
    checkout_id: z.string(),
    merchant_order_id: z.string(),
    mode: modeField,
    currency: z.string(),
    amount_cents: shownCents.openapi({
      description: 'What was left to invoice when it was asked for; once it is sent, the amount of the invoice.',
    }),
    state: z.enum(['waiting', 'sent', 'failed']),
    merchant_invoice_id: nullableText,
    detail: nullableText.openapi({ description: 'Why it failed, or what it waits for.' }),
    tries: z.int(),
  })
  .openapi('BatchLine');
export type BatchLineView = z.infer<typeof batchLineSchema>;

export const batchSchema = batchHead.extend({ lines: z.array(batchLineSchema) }).openapi('Batch');
export type BatchView = z.infer<typeof batchSchema>;

export const listedBatchView = ({ id, actor, createdAt }: BatchRow, counts: LineCounts): ListedBatchView => ({
  id,
  asked_by: actor,
  created_at: createdAt.toISOString(),
  ...counts,
});

/** A batch with what became of each line. */
export function batchView(row: BatchRow, lines: readonly BatchLine[]): BatchView {
  const counts: LineCounts = { waiting: 0, sent: 0, failed: 0 };
  for (const { state } of lines) counts[state] += 1;
  return { ...listedBatchView(row, counts), lines: lines.map(lineView) };
}

const lineView = ({ checkoutId, merchantOrderId, amountCents, invoiceNumber, ...line }: BatchLine): BatchLineView => ({
  ...line,
  checkout_id: checkoutId,
  merchant_order_id: merchantOrderId,
  amount_cents: amountCents,
  merchant_invoice_id: invoiceNumber,
});
