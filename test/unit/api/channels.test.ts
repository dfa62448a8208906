import { Agent } from 'undici';
import { describe, expect, it } from 'vitest';
import { environmentChannels, modeOf } from '../../../api/channels.ts';
import { channelOfToken } from '../../../api/webhooks/channel-of-token.ts';
import { createChannels } from '../../../worker/channels.ts';
import { loadConfig, type Config } from '../../../worker/platform/index.ts';

const base64Key = Buffer.alloc(32, 7).toString('base64');
const needed = {
  DATABASE_URL: 'postgres://u@db/checkouts',
  SECRETS_KEY: Buffer.alloc(32, 8).toString('base64'),
  PAYLOAD_KEYS: `k1:${base64Key}`,
};
const token = 'token-1'.padEnd(32, '-');
const account = { APRUVE_API_KEY: 'api-key-1', APRUVE_MERCHANT_ID: 'merchant-1', APRUVE_WEBHOOK_TOKEN: token };
const configOf = (env: Record<string, string> = {}): Config => loadConfig({ ...needed, ...env });

describe("the environment's channel", () => {
  it('shows the API its webhooks and never its API key', async () => {
    const channels = environmentChannels(configOf(account));
    const channel = await channels.get('default');
    expect(channel).toMatchObject({ id: 'default', mode: 'test', webhookTokens: [token] });
    expect(channel?.webhookKeys).toHaveLength(1);
    expect(await channels.list()).toEqual([channel]);
    expect(JSON.stringify(channel)).not.toContain('api-key-1');
  });

  it('shows the worker its account and no webhook token', async () => {
    const channel = await createChannels(configOf(account), new Agent())('default');
    expect(channel).toMatchObject({
      id: 'default',
      mode: 'test',
      apiKey: 'api-key-1',
      scriptUrl: 'https://test.apruve.com/js/v4/apruve.js',
      receiver: null,
    });
    expect(channel).not.toHaveProperty('webhookTokens');
  });

  it('is not there where the environment describes none', async () => {
    const channels = environmentChannels(configOf());
    expect([await channels.get('default'), await channels.list()]).toEqual([null, []]);
    await expect(createChannels(configOf(), new Agent())('default')).rejects.toThrow('The channel default is not configured');
  });

  it('leaves every other id unknown, and an unknown channel counts as production', async () => {
    const channels = environmentChannels(configOf(account));
    expect(await channels.get('other')).toBeNull();
    expect(await modeOf(channels, 'default')).toBe('test');
    expect(await modeOf(channels, 'other')).toBe('production');
    await expect(createChannels(configOf(account), new Agent())('other')).rejects.toThrow('The channel other is not configured');
  });
});

describe('a webhook token', () => {
  const known = environmentChannels(configOf(account));
  const rotating = {
    ...known,
    list: async () => (await known.list()).map((channel) => ({ ...channel, webhookTokens: ['new-token', 'old-token'] })),
  };

  it('finds its channel while it is valid, the old one beside the new one', async () => {
    expect((await channelOfToken(rotating, 'new-token'))?.id).toBe('default');
    expect((await channelOfToken(rotating, 'old-token'))?.id).toBe('default');
  });

  it('finds nothing when it is wrong, shorter or empty', async () => {
    for (const wrong of ['new-tokem', 'new', '']) expect(await channelOfToken(rotating, wrong)).toBeNull();
  });
});
