import { ENVIRONMENT_CHANNEL, type Channel } from '../../workflows/contract/channel.ts';
import type { Config } from './config.ts';

/** The channel that the environment describes, without its secrets; null where it describes none. */
export function environmentChannel({ apruve, policy }: Config): Channel | null {
  if (apruve.channel === null) return null;
  const { mode, paidMeans } = apruve.channel;
  return {
    id: ENVIRONMENT_CHANNEL,
    name: 'Apruve',
    mode,
    enabled: true,
    labels: { en: { label: 'Pay on credit with Apruve', short_label: 'Apruve' } },
    paidMeans,
    rules: { currencies: ['USD'], min_amount_cents: null, max_amount_cents: null, countries: null, customer_groups: null },
    policy,
  };
}
