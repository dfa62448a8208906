import { z } from '@hono/zod-openapi';
import { DEED_ACTIONS } from '../../../activities/ledger/deeds.ts';
import type { SetupChange } from '../../../activities/ledger/setup-changes.ts';
import { nullableText } from '../shared/fields.ts';

export const setupChangeSchema = z
  .object({
    id: z.int(),
    at: z.string(),
    actor: z.string().openapi({ description: '`user:…`, `key:…`, or `command line`.' }),
    action: z.enum(DEED_ACTIONS),
    subject: z.string().openapi({ description: 'The id of what was changed.' }),
    channel: nullableText.openapi({ description: 'The channel that it was about; null: all.' }),
    details: z.record(z.string(), z.unknown()).openapi({ description: 'Names of fields, roles; never a secret.' }),
  })
  .openapi('SetupChange');
export type SetupChangeView = z.infer<typeof setupChangeSchema>;

export const setupChangeView = ({ at, ...row }: SetupChange): SetupChangeView => ({ ...row, at: at.toISOString() });
