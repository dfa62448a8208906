import type { Mode } from '../../../workflows/contract/channel.ts';
import type { ChannelSetup } from '../../deps.ts';
import type { Caller } from '../../http/identity/caller.ts';
import { describeRoles, isAdministratorOf } from '../../http/identity/roles.ts';
import { Problem } from '../../http/problem.ts';

/** Throws for who does not set up this channel; without one, everything: channels, users and keys. */
export function mayAdminister({ roles, scope, name }: Caller, channel?: string): void {
  if (scope === 'admin' && isAdministratorOf(roles, channel)) return;
  const what = channel === undefined ? 'all channels' : `the channel ${channel}`;
  throw new Problem('forbidden', `Only administrators of ${what} do this; "${name}" is ${describeRoles(roles)}.`);
}

/** Throws where this installation cannot take a channel of a mode. */
export function usableMode({ hasProductionKeys, publicUrl }: ChannelSetup, mode: Mode): void {
  if (mode === 'test') return;
  if (!hasProductionKeys) {
    throw invalid('mode', 'A production channel needs APRUVE_WEBHOOK_KEYS_PRODUCTION in the environment of API and workers.');
  }
  if (!publicUrl.startsWith('https://'))
    throw invalid('mode', 'A production channel needs a PUBLIC_URL that begins with https://.');
}

/** Throws where a shop cannot be told at this address: notifications of production name buyers. */
export function noReceiverIn(mode: Mode, url: string): void {
  if (mode === 'production' && !url.startsWith('https://')) {
    throw invalid('notification_url', 'Expected https:// for a production channel, because notifications name buyers.');
  }
}

const invalid = (path: string, message: string): Problem =>
  new Problem('invalid-request', message, { errors: [{ path, message }] });
