import { z } from '@hono/zod-openapi';
import type { ApiKeyRow } from '../../../activities/ledger/http-api/api-keys.ts';
import { parseDuration } from '../../../worker/platform/duration.ts';
import { cleanedText } from '../../../workflows/contract/fields.ts';
import { nullableText, nullableTime } from '../shared/fields.ts';

const scopeField = z.enum(['storefront', 'admin']);

export const newApiKeySchema = z
  .strictObject({
    name: cleanedText(100).min(1, 'is empty').openapi({ description: 'Whose key it is.', example: 'Web shop' }),
    scope: scopeField.openapi({
      description: '`admin` includes `storefront`. Of all channels, it may set them up, users and keys as well.',
    }),
    channel: nullableText.optional().openapi({ description: 'The only channel that it sees; null: all.' }),
    expires: z
      .string()
      .refine((text) => (parseDuration(text) ?? 0) > 0, 'is not a duration such as 90d')
      .nullish()
      .openapi({ description: 'After how long it ends; null: never.', example: '90d' }),
  })
  .openapi('NewApiKey');

export const apiKeySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    scope: scopeField,
    channel: nullableText,
    created_at: z.string(),
    expires_at: nullableTime,
    last_used_at: nullableTime.openapi({ description: 'To the minute.' }),
    revoked_at: nullableTime,
    key: z.string().optional().openapi({ description: 'Shown once, when it is made.' }),
  })
  .openapi('ApiKey');
export type ApiKeyView = z.infer<typeof apiKeySchema>;

const timeOf = (time: Date | null): string | null => time?.toISOString() ?? null;

export const apiKeyView = (row: ApiKeyRow): ApiKeyView => ({
  id: row.id,
  name: row.name,
  scope: row.scope,
  channel: row.channel,
  created_at: row.createdAt.toISOString(),
  expires_at: timeOf(row.expiresAt),
  last_used_at: timeOf(row.lastUsedAt),
  revoked_at: timeOf(row.revokedAt),
});

export const apiKeyListSchema = z.object({ items: z.array(apiKeySchema) });
