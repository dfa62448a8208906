import { z } from '@hono/zod-openapi';
import type { Settings } from '../../../activities/ledger/http-api/settings.ts';
import type { Caller } from '../../http/identity/caller.ts';
import { isAdministratorOf } from '../../http/identity/roles.ts';
import { timeZoneField } from '../settings/schemas.ts';
import { rolesField, rolesView } from '../shared/roles.ts';

export const meSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(['user', 'key']),
    scope: z.enum(['storefront', 'admin']),
    roles: rolesField.openapi({ description: 'Empty: signed in, and given no role yet.' }),
    administrator: z.boolean().openapi({ description: 'Of everything: may manage channels, users and keys.' }),
    time_zone: timeZoneField,
  })
  .openapi('Me');
export type MeView = z.infer<typeof meSchema>;

export const meView = ({ id, name, isUser, scope, roles }: Caller, { timeZone }: Settings): MeView => ({
  id,
  name,
  kind: isUser ? 'user' : 'key',
  scope,
  roles: rolesView(roles),
  administrator: scope === 'admin' && isAdministratorOf(roles),
  time_zone: timeZone,
});
