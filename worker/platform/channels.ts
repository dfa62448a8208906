import { ENVIRONMENT_CHANNEL, type Channel } from '../../workflows/contract/channel.ts';
import type { Policy } from '../../workflows/contract/policy.ts';
import type { Config } from './config.ts';

/** What a shop shows where nothing else was set. */
export const DEFAULT_LABELS: Channel['labels'] = { en: { label: 'Pay on credit with Apruve', short_label: 'Apruve' } };

/** What a channel takes where nothing else was set: every cart in dollars. */
export const DEFAULT_RULES: Channel['rules'] = {
  currencies: ['USD'],
  min_amount_cents: null,
  max_amount_cents: null,
  countries: null,
  customer_groups: null,
  expression: null,
  sort_order: 0,
};

/** The channel that the environment describes, without its secrets; null where it describes none. */
export function environmentChannel({ apruve, policy }: Config): Channel | null {
  if (apruve.channel === null) return null;
  const { mode, paidMeans } = apruve.channel;
  return {
    id: ENVIRONMENT_CHANNEL,
    name: 'Apruve',
    mode,
    enabled: true,
    labels: DEFAULT_LABELS,
    paidMeans,
    rules: DEFAULT_RULES,
    policy,
  };
}

type Stored = Pick<Channel, 'id' | 'name' | 'mode' | 'enabled' | 'labels' | 'paidMeans' | 'rules'> & { policy: Partial<Policy> };

/** A channel of the ledger: the environment's policies hold where it has none of its own. */
export function storedChannel({ id, name, mode, enabled, labels, paidMeans, rules, policy }: Stored, config: Config): Channel {
  return {
    id,
    name,
    mode,
    enabled,
    labels,
    paidMeans,
    rules: { ...DEFAULT_RULES, ...rules },
    policy: { ...config.policy, ...policy },
  };
}
