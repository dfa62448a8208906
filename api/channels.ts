import { createHash, timingSafeEqual } from 'node:crypto';
import type { PaidMeans } from '../workflows/contract/checkout.ts';
import type { Policy } from '../workflows/contract/policy.ts';
import { formatMoney } from '../workflows/rules/money.ts';
import type { Config } from '../worker/platform/config.ts';

/** What a cart must fulfil; null allows all. Integer cents. */
interface PaymentRules {
  currencies: readonly string[];
  min_amount_cents: number | null;
  max_amount_cents: number | null;
  countries: readonly string[] | null;
  customer_groups: readonly string[] | null;
}

/** A merchant account at Apruve, without its key: that one stays with the worker. */
export interface Channel {
  id: string;
  name: string;
  mode: 'test' | 'production';
  enabled: boolean;
  labels: Record<string, { label: string; short_label: string }>;
  paidMeans: PaidMeans;
  rules: PaymentRules;
  policy: Policy;
  /** All tokens that are valid now: two during a rotation. */
  webhookTokens: readonly string[];
  /** The public keys (PEM) that sign this channel's webhooks. */
  webhookKeys: readonly string[];
}

/** The channels there are. Those of the database join the environment's one here. */
export interface Channels {
  get(id: string): Promise<Channel | null>;
  list(): Promise<readonly Channel[]>;
}

/** The mode of a channel. One that is gone counts as production: nobody then takes real money for play. */
export async function modeOf(channels: Channels, channel: string): Promise<Channel['mode']> {
  return (await channels.get(channel))?.mode ?? 'production';
}

export const ENVIRONMENT_CHANNEL = 'default';

/** The one channel that the environment describes, if it does. */
export function environmentChannels({ apruve, policy, webhookKeys }: Config): Channels {
  const { channel } = apruve;
  const channels: Channel[] =
    channel === null
      ? []
      : [
          {
            id: ENVIRONMENT_CHANNEL,
            name: 'Apruve',
            mode: channel.mode,
            enabled: true,
            labels: { en: { label: 'Pay on credit with Apruve', short_label: 'Apruve' } },
            paidMeans: channel.paidMeans,
            rules: {
              currencies: ['USD'],
              min_amount_cents: null,
              max_amount_cents: null,
              countries: null,
              customer_groups: null,
            },
            policy,
            webhookTokens: [channel.webhookToken],
            webhookKeys: webhookKeys[channel.mode],
          },
        ];
  return {
    get: async (id) => channels.find((each) => each.id === id) ?? null,
    list: async () => channels,
  };
}

/** The channel that a webhook token belongs to. Every token is compared, each in constant time. */
export async function channelOfToken(channels: Channels, token: string): Promise<Channel | null> {
  let found: Channel | null = null;
  for (const channel of await channels.list()) {
    for (const valid of channel.webhookTokens) if (sameSecret(valid, token)) found = channel;
  }
  return found;
}

/** Compares two secrets in a time that tells nothing of either. */
export function sameSecret(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** What a channel's rules look at. A null is unknown, and a rule about something unknown refuses. */
export interface Cart {
  currency: string;
  amountCents: number | null;
  country: string | null;
  customerGroup: string | null;
}

/** Why a channel does not take a cart, as a sentence; null when it does. */
export function refusalOf({ enabled, rules }: Channel, cart: Cart): string | null {
  if (!enabled) return 'The channel is disabled.';
  if (!rules.currencies.includes(cart.currency)) return `It takes ${rules.currencies.join(', ')}, not ${cart.currency}.`;
  return amountRefusal(rules, cart) ?? listRefusal(rules, cart);
}

function amountRefusal({ min_amount_cents: min, max_amount_cents: max }: PaymentRules, cart: Cart): string | null {
  if (min === null && max === null) return null;
  if (cart.amountCents === null) return 'It needs to know the amount.';
  if (min !== null && cart.amountCents < min) return `It takes orders from ${formatMoney(min, cart.currency)}.`;
  if (max !== null && cart.amountCents > max) return `It takes orders up to ${formatMoney(max, cart.currency)}.`;
  return null;
}

function listRefusal({ countries, customer_groups: groups }: PaymentRules, { country, customerGroup }: Cart): string | null {
  if (countries !== null && (country === null || !countries.includes(country))) return "It does not take the buyer's country.";
  if (groups !== null && (customerGroup === null || !groups.includes(customerGroup)))
    return "It does not take the buyer's customer group.";
  return null;
}
