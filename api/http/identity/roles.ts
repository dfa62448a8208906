import { EVERYWHERE, type Role, type Roles } from '../../../activities/ledger/roles.ts';

/** The role in a channel: its own one, else that of everywhere; null where there is none. */
export function roleIn(roles: Roles, channel: string): Role | null {
  const where = [channel, EVERYWHERE].find((each) => Object.hasOwn(roles, each));
  return where === undefined ? null : (roles[where] ?? null);
}

/** The channels that somebody sees; null: all. Of those only the one that is asked for, where one is. */
export function channelsOf(roles: Roles, asked?: string): readonly string[] | null {
  if (asked !== undefined) return roleIn(roles, asked) === null ? [] : [asked];
  return Object.hasOwn(roles, EVERYWHERE) ? null : Object.keys(roles);
}

const canAct = (role: Role | null | undefined): boolean => role === 'operator' || role === 'administrator';

/** Whether somebody may change anything in a channel; without one, in any. */
export const mayActIn = (roles: Roles, channel?: string): boolean =>
  channel === undefined ? Object.values(roles).some(canAct) : canAct(roleIn(roles, channel));

/** Whether somebody may set up a channel; without one, everything: channels, users and keys. */
export const isAdministratorOf = (roles: Roles, channel: string = EVERYWHERE): boolean =>
  roleIn(roles, channel) === 'administrator';

/** The channels that somebody administers: `among` null: all, but for those in `except`, where they have another role. */
export function administeredBy(roles: Roles): { among: readonly string[] | null; except: readonly string[] } {
  const own = Object.keys(roles).filter((channel) => channel !== EVERYWHERE);
  if (!isAdministratorOf(roles)) return { among: own.filter((each) => isAdministratorOf(roles, each)), except: [] };
  return { among: null, except: own.filter((each) => !isAdministratorOf(roles, each)) };
}

/** Roles in words: `operator of shop-us, viewer of all other channels`. */
export function describeRoles(roles: Roles): string {
  const given = Object.entries(roles);
  if (given.length === 0) return 'no role yet';
  const others = given.length > 1 ? 'all other channels' : 'all channels';
  return given.map(([channel, role]) => `${role} of ${channel === EVERYWHERE ? others : channel}`).join(', ');
}
