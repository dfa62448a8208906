import { dependentsOf, type Dependents } from '../../../activities/ledger/channel-dependents.ts';
import type { Channel, PaymentRules } from '../../../workflows/contract/channel.ts';
import type { Deps } from '../../deps.ts';
import type { DependentsView } from '../../http/dependents.ts';
import type { Caller } from '../../http/identity/caller.ts';
import { isAdministratorOf } from '../../http/identity/roles.ts';
import { Problem } from '../../http/problem.ts';

/** What hangs on a channel, with where each is shown. Keys and users are named to who may see them there. */
export async function dependentsViewOf(
  { db }: Pick<Deps, 'db'>,
  { roles }: Pick<Caller, 'roles'>,
  channel: Pick<Channel, 'id' | 'rules'>,
): Promise<DependentsView> {
  const shown = view(channel, await dependentsOf(db, channel.id));
  return isAdministratorOf(roles) ? shown : { ...shown, named_api_keys: [], named_users: [] };
}

function view({ id, rules }: Pick<Channel, 'id' | 'rules'>, found: Dependents): DependentsView {
  const self = `/v1/channels/${id}`;
  return {
    running_checkouts: found.runningCheckouts,
    checkouts: found.checkouts.map(({ id: checkout, merchantOrderId, status }) => ({
      id: checkout,
      merchant_order_id: merchantOrderId,
      status,
      href: `/v1/checkouts/${checkout}`,
    })),
    rules: rulesOf(rules).map((rule) => ({ rule, href: self })),
    receivers: found.receivers.map((receiver) => ({ ...receiver, href: `${self}/receivers` })),
    api_keys: found.apiKeys.count,
    users: found.users.count,
    named_api_keys: found.apiKeys.first.map((key) => ({ ...key, href: '/v1/api-keys' })),
    named_users: found.users.first.map((user) => ({ ...user, href: '/v1/users' })),
  };
}

/** The rules that a channel has, by their names. */
const rulesOf = ({ sort_order: _place, ...rules }: PaymentRules): string[] =>
  Object.entries(rules).flatMap(([name, value]) => (value === null ? [] : [name]));

/** Why a channel cannot be deleted now: what runs, and what else hangs on it. */
export async function inUse(
  deps: Pick<Deps, 'db'>,
  caller: Pick<Caller, 'roles'>,
  channel: Pick<Channel, 'id' | 'rules'>,
): Promise<Problem> {
  const dependents = await dependentsViewOf(deps, caller, channel);
  const { running_checkouts: running } = dependents;
  const what = running === 1 ? 'A checkout of the channel is' : `${running} checkouts of the channel are`;
  const detail = `${what} running. Disable ${channel.id}, and delete it when they have ended.`;
  return new Problem('channel-in-use', detail, { dependents });
}
