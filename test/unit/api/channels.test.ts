import { Agent } from 'undici';
import { describe, expect, it } from 'vitest';
import { openLedger } from '../../../activities/ledger/database.ts';
import { allChannels } from '../../../api/channels.ts';
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

const { db } = openLedger('postgres://nobody@127.0.0.1:1/none');
const parts = { db, dispatcher: new Agent() };

describe("the environment's channel", () => {
  it('shows the API its webhooks and never its API key, whether the database is there or not', async () => {
    const channel = await allChannels(configOf(account), db).get('default');
    expect(channel).toMatchObject({ id: 'default', mode: 'test' });
    expect(channel?.webhookKeys).toHaveLength(1);
    expect(JSON.stringify(channel)).not.toContain('api-key-1');
  });

  it('takes its webhook token, and none that is wrong, shorter or empty', async () => {
    const channel = await allChannels(configOf(account), db).get('default');
    expect([token, `${token.slice(0, -1)}x`, token.slice(0, -1), ''].map((each) => channel?.hasToken(each))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('shows the worker its account and no webhook token', async () => {
    const channel = await createChannels(configOf(account), parts)('default');
    expect(channel).toMatchObject({
      id: 'default',
      mode: 'test',
      apiKey: 'api-key-1',
      scriptUrl: 'https://test.apruve.com/js/v4/apruve.js',
      receivers: [],
    });
    expect(channel).not.toHaveProperty('hasToken');
  });

  it('is not there where the environment describes none', async () => {
    await expect(createChannels(configOf(), parts)('default')).rejects.toThrow('The channel default is not configured');
  });
});
