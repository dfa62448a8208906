import { z } from '@hono/zod-openapi';
import type { ChannelRow } from '../../../activities/ledger/channels.ts';
import type { WebhookAddress } from '../../../activities/ledger/webhook-tokens.ts';
import type { Channel } from '../../../workflows/contract/channel.ts';
import { cleanedText, plainText } from '../../../workflows/contract/fields.ts';
import { CHANNEL_CHECKS } from '../../../workflows/contract/channel-check.ts';
import { parseDuration } from '../../../worker/platform/duration.ts';
import { dependentsSchema } from '../../http/dependents.ts';
import { hasAnyField, modeField, NAMES_NOTHING, nullableText, nullableTime } from '../shared/fields.ts';
import { ownPolicies, POLICY_NAMES, policyField, policyView } from './policy-fields.ts';
import { rulesField, rulesView } from './rule-fields.ts';
import { receiverUrl } from '../receivers/schemas.ts';

export { POLICY_NAMES } from './policy-fields.ts';

const labelsField = z
  .record(
    z.string().regex(/^[a-z]{2}$/, 'is not a language of two letters (ISO 639-1)'),
    z.strictObject({ label: cleanedText(100).min(1, 'is empty'), short_label: cleanedText(40).min(1, 'is empty') }),
  )
  .refine((labels) => Object.keys(labels).length > 0, 'names no language');

const fields = {
  name: cleanedText(100).min(1, 'is empty'),
  merchant_id: plainText(64).min(1, 'is empty').openapi({ description: "The merchant's id at Apruve." }),
  api_key: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'is not 1 to 200 printable characters without blanks')
    .openapi({ description: 'Is never shown again.' }),
  enabled: z.boolean(),
  labels: labelsField,
  paid_means: z.enum(['closed', 'funded']),
  rules: rulesField.partial(),
  policy: policyField,
  notification_url: receiverUrl.nullable().openapi({ description: 'The address of its first receiver; null: none.' }),
};

const idField = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'is not 1 to 40 small letters, digits and dashes')
  .openapi({ description: 'How shops name the channel. Never changes.', example: 'shop-us' });

export const newChannelSchema = z
  .strictObject({
    ...z.object(fields).partial().shape,
    id: idField,
    mode: modeField,
    name: fields.name,
    merchant_id: fields.merchant_id,
    api_key: fields.api_key,
  })
  .openapi('NewChannel');
export type NewChannelInput = z.infer<typeof newChannelSchema>;

export const channelChangeSchema = z
  .strictObject(fields)
  .partial()
  .refine((change) => hasAnyField(change) || change.notification_url === null, NAMES_NOTHING)
  .openapi('ChannelChange');
export type ChannelChangeInput = z.infer<typeof channelChangeSchema>;

const webhookAddressSchema = z.object({
  created_at: nullableTime,
  valid_until: nullableTime.openapi({ description: 'Null: until another one takes its place.' }),
  last_event_at: nullableTime.openapi({ description: 'When a signed event came to it last, within seconds.' }),
});

export const channelSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    mode: modeField,
    merchant_id: nullableText,
    version: z.int().openapi({ description: 'Counts the changes; for `If-Match`.' }),
    enabled: z.boolean(),
    read_only: z.boolean().openapi({ description: 'It comes from the environment.' }),
    may_change: z.boolean().openapi({ description: 'Whoever asks may change it.' }),
    labels: z.record(z.string(), z.object({ label: z.string(), short_label: z.string() })),
    paid_means: z.enum(['closed', 'funded']),
    rules: z.object(rulesField.shape),
    policy: z.record(z.string(), z.string()).openapi({ description: 'The policies that hold, by their names.' }),
    own_policies: z.array(z.enum(POLICY_NAMES)).openapi({ description: "Those of them that are not the environment's." }),
    notification_url: nullableText.openapi({ description: 'The address of its first receiver.' }),
    webhook_addresses: z.array(webhookAddressSchema).optional().openapi({
      description: 'Shown of a single channel: the addresses that take events now, the newest first.',
    }),
    dependents: dependentsSchema.optional(),
    notification_secret: z.string().optional().openapi({ description: 'Shown once, when it is made: with a new URL.' }),
    webhook_url: z.string().optional().openapi({ description: 'Shown once, when it is made. Register it at Apruve.' }),
  })
  .openapi('Channel');
export type ChannelView = z.infer<typeof channelSchema>;

export const listSchema = z.object({
  items: z.array(channelSchema),
  may_create: z.boolean().openapi({ description: 'Whoever asks may create channels.' }),
});

/** A channel as it is shown. `row`: null for the environment's. */
export function channelView(
  channel: Channel,
  row: ChannelRow | null,
  mayChange: boolean,
  more: Partial<ChannelView> = {},
): ChannelView {
  const { id, name, mode, enabled, labels, paidMeans, rules, policy } = channel;
  return {
    id,
    name,
    mode,
    merchant_id: row?.merchantId ?? null,
    version: row?.version ?? 0,
    enabled,
    read_only: row === null,
    may_change: mayChange && row !== null,
    labels,
    paid_means: paidMeans,
    rules: rulesView(rules),
    policy: policyView(policy),
    own_policies: ownPolicies(row?.policy ?? {}),
    notification_url: null,
    ...more,
  };
}

export const checkSchema = z
  .object({
    ok: z.boolean().openapi({ description: 'Key and merchant are right.' }),
    code: z.enum(['ok', 'wrong-key', 'unknown-merchant', 'unreachable', 'key-not-opened']),
    detail: z.string(),
    checks: z
      .array(z.object({ name: z.enum(CHANNEL_CHECKS), ok: z.boolean(), detail: z.string() }))
      .openapi({ description: 'One by one what the channel needs, also what hinders no connection.' }),
  })
  .openapi('ChannelCheck');
export type CheckView = z.infer<typeof checkSchema>;

const MIN_OVERLAP_MS = 86_400_000;
export const rotationSchema = z.strictObject({
  overlap: z
    .string()
    .refine(
      (text) => text === '0s' || (parseDuration(text) ?? 0) >= MIN_OVERLAP_MS,
      'is neither 0s nor a duration of 24h or more',
    )
    .nullish()
    .openapi({ description: 'How long the old address still takes events. Default: `48h`.', example: '48h' }),
  register: z.boolean().nullish().openapi({
    description:
      'True: registers it at Apruve. Where Apruve does not take it, nothing changes. The old one is removed there by itself when it ends.',
  }),
});
export const webhookUrlSchema = z
  .object({
    webhook_url: z.string().openapi({ description: 'Shown once. Register it at Apruve.' }),
    registered: z.boolean().openapi({ description: 'It is registered at Apruve.' }),
    old_valid_until: nullableText.openapi({ format: 'date-time', description: 'Null: there was no other.' }),
  })
  .openapi('WebhookAddress');

export const deletedSchema = z.object({ id: z.string(), deleted: z.boolean() }).openapi('DeletedChannel');

export const addressView = ({ createdAt, validUntil, lastEventAt }: WebhookAddress): z.infer<typeof webhookAddressSchema> => ({
  created_at: createdAt?.toISOString() ?? null,
  valid_until: validUntil?.toISOString() ?? null,
  last_event_at: lastEventAt?.toISOString() ?? null,
});

export const trialSchema = z
  .object({
    ok: z.boolean().openapi({ description: 'The cart can be paid through the channel.' }),
    verdicts: z
      .array(z.object({ rule: z.string(), ok: z.boolean(), reason: nullableText.openapi({ description: 'Why not.' }) }))
      .openapi({ description: 'Of each rule that the channel has.' }),
  })
  .openapi('RulesTrial');

export type TrialView = z.infer<typeof trialSchema>;
