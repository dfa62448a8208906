import type { Scope } from '../../../activities/ledger/http-api/api-keys.ts';

/** Who asks, as their API key says. */
export interface Caller {
  /** The key's id, not the key. */
  keyId: string;
  name: string;
  scope: Scope;
  /** The only channel that this caller sees; null sees all. */
  channel: string | null;
}

/** `admin` includes `storefront`. */
export const hasScope = (caller: Caller, scope: Scope): boolean => caller.scope === 'admin' || caller.scope === scope;

/** Who is recorded as having asked for a step. */
export const actorOf = (caller: Caller): string => `key:${caller.name}`;
