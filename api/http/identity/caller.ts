import type { Role } from '../../../activities/ledger/http-api/users.ts';
import { PERSON, USER } from '../../../workflows/rules/attention.ts';
import type { Scope } from '../../../activities/ledger/http-api/api-keys.ts';

/** Who calls, according to the API key or the session. */
export interface Caller {
  /** The id of the key or user, not the secret. */
  id: string;
  name: string;
  /** Of a user always `admin`; the role says what of it they may do. */
  scope: Scope;
  /** Null: a key. */
  role: Role | null;
  /** The only channel that this caller sees; null sees all. */
  channel: string | null;
  /** A person who is signed in, and has the answer in front of them. */
  isPerson: boolean;
}

/** `admin` includes `storefront`. */
export const hasScope = (caller: Caller, scope: Scope): boolean => caller.scope === 'admin' || caller.scope === scope;

/** True where a channel is asked for that this caller does not see: there is nothing. */
export const isOtherChannel = (caller: Caller, channel: string | undefined): boolean =>
  caller.channel !== null && channel !== undefined && channel !== caller.channel;

/** How a caller is recorded with the steps that they asked for. Names of keys are not unique, ids are. */
export const actorOf = ({ name, id, role, isPerson }: Caller): string => `${kindOf(role, isPerson)}${name} (${id})`;

function kindOf(role: Role | null, isPerson: boolean): string {
  if (role !== null) return USER;
  return isPerson ? PERSON : 'key:';
}
