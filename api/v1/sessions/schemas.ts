import { z } from '@hono/zod-openapi';

const sessionSchema = z
  .object({
    id: z.string(),
    user_id: z.string(),
    user_name: z.string(),
    signed_in_with: z.enum(['password', 'openid']).openapi({ description: '`openid`: at the provider of OpenID Connect.' }),
    created_at: z.string(),
    until: z.string().openapi({ description: 'When it ends at the latest. The console ends it after half an hour without use.' }),
  })
  .openapi('Session');

export const sessionListSchema = z.object({ items: z.array(sessionSchema) });
export const endedSessionSchema = z.object({ id: z.string(), ended: z.boolean() }).openapi('EndedSession');
