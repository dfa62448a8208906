import { z } from '@hono/zod-openapi';
import type { ReceiverRow } from '../../../activities/ledger/receivers.ts';
import { ENVIRONMENT_CHANNEL, ENVIRONMENT_RECEIVER } from '../../../workflows/contract/channel.ts';
import { plainText } from '../../../workflows/contract/fields.ts';
import { NOTIFICATION_TYPES } from '../../../workflows/rules/notifications.ts';
import { hasAnyField, NAMES_NOTHING, nullableText } from '../shared/fields.ts';

export const receiverUrl = plainText(2_000)
  .refine((text) => /^https?:\/\/[^@]+$/.test(text) && URL.canParse(text), 'is not a URL without a user or password')
  .openapi({ description: 'Where the shop is told.', example: 'https://shop.example/notifications' });

const typesField = z
  .array(z.enum(NOTIFICATION_TYPES))
  .min(1, 'names no type')
  .max(NOTIFICATION_TYPES.length)
  .nullable()
  .openapi({ description: 'The types that it is told of; null: all.' });

const fields = { url: receiverUrl, types: typesField, enabled: z.boolean() };

export const newReceiverSchema = z
  .strictObject({ url: fields.url, types: fields.types.optional(), enabled: fields.enabled.optional() })
  .openapi('NewReceiver');
export type NewReceiverInput = z.infer<typeof newReceiverSchema>;

export const receiverChangeSchema = z
  .strictObject({
    ...fields,
    new_secret: z.boolean().openapi({ description: 'True makes another secret; from then on it alone signs.' }),
  })
  .partial()
  .refine((change) => hasAnyField(change) || change.types === null, NAMES_NOTHING)
  .openapi('ReceiverChange');
export type ReceiverChangeInput = z.infer<typeof receiverChangeSchema>;

export const receiverSchema = z
  .object({
    id: z.string(),
    channel: z.string(),
    url: z.string(),
    types: z.array(z.string()).nullable().openapi({ description: 'The types that it is told of; null: all.' }),
    enabled: z.boolean(),
    read_only: z.boolean().openapi({ description: 'It comes from the environment.' }),
    secret: z.string().optional().openapi({ description: 'Shown once, when it is made. It signs, as Standard Webhooks say.' }),
    created_at: nullableText,
  })
  .openapi('Receiver');
export type ReceiverView = z.infer<typeof receiverSchema>;

export const receiverListSchema = z.object({ items: z.array(receiverSchema) });

export const receiverTestSchema = z
  .object({ ok: z.boolean(), status: z.int().nullable(), detail: z.string() })
  .openapi('ReceiverTest');

export const deletedReceiverSchema = z.object({ id: z.string(), deleted: z.boolean() }).openapi('DeletedReceiver');

/** A receiver as it is shown. `secret`: where it was just made. */
export const receiverView = (
  { id, channelId, url, types, enabled, createdAt }: ReceiverRow,
  secret: string | null = null,
): ReceiverView => ({
  id,
  channel: channelId,
  url,
  types,
  enabled,
  read_only: false,
  ...(secret !== null && { secret }),
  created_at: createdAt.toISOString(),
});

/** The receiver that the environment names for its channel. */
export const environmentReceiverView = (url: string): ReceiverView => ({
  id: ENVIRONMENT_RECEIVER,
  channel: ENVIRONMENT_CHANNEL,
  url,
  types: null,
  enabled: true,
  read_only: true,
  created_at: null,
});
