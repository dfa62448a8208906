import { z } from '@hono/zod-openapi';
import { canSignIn, type UserRow } from '../../../activities/ledger/http-api/users.ts';
import { userNameSchema } from '../../people/user-name.ts';
import { nullableTime } from '../shared/fields.ts';
import { rolesField, rolesView } from '../shared/roles.ts';

const heldRoles = rolesField.openapi({ description: 'One for each channel; a channel without one is not seen.' });

export const newUserSchema = z
  .strictObject({
    name: userNameSchema.openapi({
      type: 'string',
      description: 'What they sign in with, in any capitals.',
      example: 'ana@shop.test',
    }),
    roles: heldRoles,
  })
  .openapi('NewUser');

export const userChangeSchema = z.strictObject({ roles: heldRoles }).openapi('UserChange');

export const userSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    roles: heldRoles,
    state: z.enum(['invited', 'active', 'no-provider']).openapi({
      description:
        '`invited`: cannot sign in before the invitation is accepted. `no-provider`: nor at a provider that is not configured here.',
    }),
    sign_in: z.enum(['password', 'openid']).openapi({ description: '`openid`: at the provider of OpenID Connect.' }),
    invited_until: nullableTime.openapi({ description: 'Until when an invitation can be accepted; null: none is open.' }),
    created_at: z.string(),
    invitation_url: z.string().optional().openapi({ description: 'Shown once: where they choose a password.' }),
  })
  .openapi('User');
export type UserView = z.infer<typeof userSchema>;

/** A user as they are shown. `issuer`: the provider of OpenID Connect that is configured. */
export function userView(user: UserRow, issuer: string | null): UserView {
  const { id, name, roles, openidSubject, invitedUntil, createdAt } = user;
  const shutOut = openidSubject === null ? 'invited' : 'no-provider';
  return {
    id,
    name,
    roles: rolesView(roles),
    state: canSignIn(user, issuer) ? 'active' : shutOut,
    sign_in: openidSubject === null ? 'password' : 'openid',
    invited_until: invitedUntil?.toISOString() ?? null,
    created_at: createdAt.toISOString(),
  };
}

export const userListSchema = z.object({ items: z.array(userSchema) });
export const removedUserSchema = z.object({ id: z.string(), removed: z.boolean() }).openapi('RemovedUser');
