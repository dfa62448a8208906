import { PERSON } from '../../../workflows/rules/attention.ts';
import type { Scope } from '../../../activities/ledger/http-api/api-keys.ts';

/** Who calls, according to the API key. */
export interface Caller {
  /** The key's id, not the key. */
  keyId: string;
  name: string;
  scope: Scope;
  /** The only channel that this caller sees; null sees all. */
  channel: string | null;
  /** A person who is signed in, and has the answer in front of them. */
  isPerson: boolean;
}

/** `admin` includes `storefront`. */
export const hasScope = (caller: Caller, scope: Scope): boolean => caller.scope === 'admin' || caller.scope === scope;

/** How a caller is recorded with the steps that they asked for. Names of keys are not unique, ids are. */
export const actorOf = ({ name, keyId, isPerson }: Caller): string => `${isPerson ? PERSON : 'key:'}${name} (${keyId})`;
