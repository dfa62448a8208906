import { z } from '@hono/zod-openapi';
import { cleanedText } from '../../../workflows/contract/fields.ts';

export const noteSchema = z
  .object({
    id: z.int(),
    actor: z.string().openapi({ description: 'Who wrote it, as with payment transactions.' }),
    text: z.string(),
    created_at: z.string(),
  })
  .openapi('Note');
export type NoteView = z.infer<typeof noteSchema>;

export const newNoteSchema = z.strictObject({ text: cleanedText(2_000).min(1, 'is empty') }).openapi('NewNote');
