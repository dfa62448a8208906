import type { MeView } from '../../v1/me/schemas.ts';
import type { Rights } from '../pages/may-act.ts';

/** Which buttons somebody is shown: those that the API would not refuse. Without a channel, those that it would not refuse in any. */
export function rightsOf({ roles }: MeView): Rights {
  return (channel) => {
    const there = roles.find((each) => each.channel === channel) ?? roles.find((each) => each.channel === null);
    const counted = channel === undefined ? roles : there === undefined ? [] : [there];
    return counted.some(({ role }) => role !== 'viewer');
  };
}

/** What somebody is shown as an administrator of a channel: what the API would not refuse. */
export function administeredBy({ roles, scope }: MeView): Rights {
  const roleIn = (channel: string | null) => roles.find((each) => each.channel === channel)?.role;
  return (channel = '') => scope === 'admin' && (roleIn(channel) ?? roleIn(null)) === 'administrator';
}
