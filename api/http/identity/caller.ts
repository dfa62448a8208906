import { EVERYWHERE, type Roles } from '../../../activities/ledger/roles.ts';
import { PERSON, USER } from '../../../workflows/rules/attention.ts';
import type { ApiKeyRow, Scope } from '../../../activities/ledger/http-api/api-keys.ts';
import { Problem } from '../problem.ts';
import { mayActIn } from './roles.ts';

/** Who calls, according to the API key or the session. */
export interface Caller {
  /** The id of the key or user, not the secret. */
  id: string;
  name: string;
  /** Of a user always `admin`; the roles say what of it they may do. */
  scope: Scope;
  /** A user who is signed in; else a key. */
  isUser: boolean;
  /** What they may do in which channel, and so which they see. */
  roles: Roles;
  /** A person who is signed in, and has the answer in front of them. */
  isPerson: boolean;
}

/** A key as a caller: one of all channels may set them up, one of a single channel acts in it. */
export const rolesOfKey = ({ scope, channel }: Pick<ApiKeyRow, 'scope' | 'channel'>): Roles => ({
  [channel ?? EVERYWHERE]: scope === 'admin' && channel === null ? 'administrator' : 'operator',
});

/** `admin` includes `storefront`. */
export const hasScope = (caller: Caller, scope: Scope): boolean => caller.scope === 'admin' || caller.scope === scope;

/** Throws for who may only look at a channel. */
export function assertMayAct({ roles, name }: Pick<Caller, 'roles' | 'name'>, channel?: string): void {
  if (mayActIn(roles, channel)) return;
  const where = channel === undefined ? '' : ` of ${channel}`;
  throw new Problem(
    'forbidden',
    `"${name}" is a viewer${where}, who reads and changes nothing. Ask an operator, or an administrator for that role.`,
  );
}

/** How a caller is recorded with the steps that they asked for. Names of keys are not unique, ids are. */
export const actorOf = ({ name, id, isUser, isPerson }: Caller): string => `${kindOf(isUser, isPerson)}${name} (${id})`;

function kindOf(isUser: boolean, isPerson: boolean): string {
  if (isUser) return USER;
  return isPerson ? PERSON : 'key:';
}
