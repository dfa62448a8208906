import { z } from '@hono/zod-openapi';
import { EVERYWHERE, ROLES, type Roles } from '../../../activities/ledger/roles.ts';

const roleSchema = z
  .strictObject({
    channel: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'is not the id of a channel')
      .nullable()
      .openapi({ description: 'Null: every channel that has no role of its own here.' }),
    role: z.enum(ROLES),
  })
  .openapi('Role');

/** What somebody may do, channel by channel, as the API takes and shows it. */
export const rolesField = z
  .array(roleSchema)
  .max(200)
  .refine((roles) => new Set(roles.map(({ channel }) => channel)).size === roles.length, 'names a channel twice');
export type RolesView = z.infer<typeof rolesField>;

export const rolesView = (roles: Roles): RolesView =>
  Object.entries(roles).map(([channel, role]) => ({ channel: channel === EVERYWHERE ? null : channel, role }));

export const rolesOf = (given: RolesView): Roles =>
  Object.fromEntries(given.map(({ channel, role }) => [channel ?? EVERYWHERE, role]));
