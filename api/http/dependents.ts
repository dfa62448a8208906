import { z } from '@hono/zod-openapi';

const count = z.int().openapi({ description: 'A number.' });
const href = z.string().openapi({ description: 'Where the API shows it.' });

const named = (what: string) =>
  z
    .array(z.object({ id: z.string(), name: z.string(), href }))
    .openapi({ description: `${what}, for administrators of all channels; to others none.` });

/** What hangs on a channel, as a read of it shows it, and the refusal of its deletion. */
export const dependentsSchema = z
  .object({
    running_checkouts: count,
    checkouts: z
      .array(z.object({ id: z.string(), merchant_order_id: z.string(), status: z.string(), href }))
      .openapi({ description: 'The oldest 20 that run. They hold up a deletion.' }),
    rules: z
      .array(z.object({ rule: z.string(), href }))
      .openapi({ description: 'Its payment rules, which end with it, and offer nothing while it is disabled.' }),
    receivers: z.array(z.object({ id: z.string(), url: z.string(), href })),
    api_keys: count,
    users: count,
    named_api_keys: named('The first 20 keys of this channel alone by name'),
    named_users: named('The first 20 users with a role in this channel by name'),
  })
  .openapi('ChannelDependents', { description: 'What hangs on a channel: shown of a single one, and with `channel-in-use`.' });
export type DependentsView = z.infer<typeof dependentsSchema>;
