import { describe, expect, it } from 'vitest';
import { channelOfToken, refusalOf, type Cart, type Channel, type Channels } from '../../../api/channels.ts';

const rules: Channel['rules'] = {
  currencies: ['USD'],
  min_amount_cents: null,
  max_amount_cents: null,
  countries: null,
  customer_groups: null,
};
const channel: Channel = {
  id: 'default',
  name: 'Apruve',
  mode: 'test',
  enabled: true,
  labels: {},
  paidMeans: 'closed',
  rules,
  policy: {
    lostReturnAfterMs: 1,
    authorizationWindowMs: 1,
    approvalDeadlineMs: 1,
    approvalPollMs: 1,
    expiryWarningMs: 1,
    unknownOutcomeWaitMs: 1,
    stepBoundMs: 1,
    stepRetryMs: 1,
  },
  webhookTokens: ['new-token', 'old-token'],
  webhookKeys: [],
};
const cart: Cart = { currency: 'USD', amountCents: 5_000, country: null, customerGroup: null };

describe("a channel's rules", () => {
  it('take any US dollar cart by default, even of unknown amount', () => {
    expect(refusalOf(channel, cart)).toBeNull();
    expect(refusalOf(channel, { ...cart, amountCents: null })).toBeNull();
  });

  it.each<[string, Partial<Channel>, Partial<Cart>, string]>([
    ['a disabled channel', { enabled: false }, {}, 'The channel is disabled.'],
    ['another currency', {}, { currency: 'EUR' }, 'It takes USD, not EUR.'],
    ['too little', { rules: { ...rules, min_amount_cents: 5_001 } }, {}, 'It takes orders from $50.01.'],
    ['too much', { rules: { ...rules, max_amount_cents: 4_999 } }, {}, 'It takes orders up to $49.99.'],
    [
      'an unknown amount where one is ruled',
      { rules: { ...rules, max_amount_cents: 1 } },
      { amountCents: null },
      'It needs to know the amount.',
    ],
    ['another country', { rules: { ...rules, countries: ['US'] } }, { country: 'CA' }, "It does not take the buyer's country."],
    ['an unknown country', { rules: { ...rules, countries: ['US'] } }, {}, "It does not take the buyer's country."],
    ['an unknown group', { rules: { ...rules, customer_groups: ['b2b'] } }, {}, "It does not take the buyer's customer group."],
  ])('refuse %s', (_, change, cartChange, sentence) => {
    expect(refusalOf({ ...channel, ...change }, { ...cart, ...cartChange })).toBe(sentence);
  });

  it('take what is exactly at the limits', () => {
    const limits = { ...rules, min_amount_cents: 5_000, max_amount_cents: 5_000, countries: ['US'], customer_groups: ['b2b'] };
    expect(refusalOf({ ...channel, rules: limits }, { ...cart, country: 'US', customerGroup: 'b2b' })).toBeNull();
  });
});

describe('a webhook token', () => {
  const channels: Channels = { get: async () => channel, list: async () => [channel] };

  it('finds its channel while it is valid, the old one beside the new one', async () => {
    expect(await channelOfToken(channels, 'new-token')).toBe(channel);
    expect(await channelOfToken(channels, 'old-token')).toBe(channel);
  });

  it('finds nothing when it is wrong, shorter or empty', async () => {
    for (const wrong of ['new-tokem', 'new', '']) expect(await channelOfToken(channels, wrong)).toBeNull();
  });
});
