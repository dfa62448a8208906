import { z } from '@hono/zod-openapi';
import type { SavedView } from '../../../activities/ledger/http-api/saved-views.ts';
import { plainText, trimmedText } from '../../../workflows/contract/fields.ts';

export const MOST_VIEWS = 50;
const MOST_FILTERS = 20;

const list = z.enum(['checkouts', 'invoices']);

export const newViewSchema = z
  .strictObject({
    name: trimmedText(60).min(1, 'is empty'),
    list,
    filters: z
      .record(plainText(40).min(1), plainText(255))
      .refine((filters) => Object.keys(filters).length <= MOST_FILTERS, `has more than ${MOST_FILTERS} filters`)
      .openapi({ description: "As the address of the console's list has them.", example: { queue: 'overdue', currency: 'USD' } }),
  })
  .openapi('NewSavedView');

export const savedViewSchema = z
  .object({ id: z.string(), name: z.string(), list, filters: z.record(z.string(), z.string()), created_at: z.string() })
  .openapi('SavedView');
export type SavedViewView = z.infer<typeof savedViewSchema>;

export const savedViewList = z.object({ items: z.array(savedViewSchema) });

export const savedViewView = ({ id, name, list: of, filters, createdAt }: SavedView): SavedViewView => ({
  id,
  name,
  list: of,
  filters,
  created_at: createdAt.toISOString(),
});
