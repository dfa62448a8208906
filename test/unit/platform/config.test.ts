import { generateKeyPairSync } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { ConfigError, loadConfig } from '../../../worker/platform/index.ts';

const key = Buffer.alloc(32, 7).toString('base64');
const needed = { DATABASE_URL: 'postgres://u:dbsecret@db/checkouts', SECRETS_KEY: key, PAYLOAD_KEYS: `k1:${key}` };
const channel = { APRUVE_API_KEY: 'key-1', APRUVE_MERCHANT_ID: 'merchant-1', APRUVE_WEBHOOK_TOKEN: 'token-1' };
const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' }).toString();

function faults(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  it('needs a database and two keys, and has a default for the rest', () => {
    const config = loadConfig(needed);
    expect(config.temporal).toEqual({
      connection: { address: 'localhost:7233' },
      namespace: 'default',
      taskQueue: 'checkouts',
      uiUrl: null,
    });
    expect(config.http).toEqual({ port: 3000, metricsPort: null, publicUrl: 'http://localhost:3000' });
    expect(config.apruve).toEqual({
      channel: null,
      baseUrls: { test: 'https://test.apruve.com', production: 'https://app.apruve.com' },
    });
    expect(config.webhookKeys.test).toHaveLength(1);
    expect(config.webhookKeys.production).toEqual([]);
    expect(config.notifications).toBeNull();
    expect(config.proxy).toBeNull();
  });

  it('has the default durations of the process', () => {
    expect(loadConfig(needed).policy).toEqual({
      lostReturnAfterMs: 900_000,
      authorizationWindowMs: 86_400_000,
      approvalDeadlineMs: 14 * 86_400_000,
      approvalPollMs: 6 * 3_600_000,
      expiryWarningMs: 7 * 86_400_000,
      unknownOutcomeWaitMs: 60_000,
      stepRetryMs: 300_000,
      stepBoundMs: 120_000,
    });
    expect(loadConfig(needed).reconcileEveryMs).toBe(3_600_000);
  });

  it('reads durations down to milliseconds', () => {
    const config = loadConfig({ ...needed, POLICY_LOST_RETURN_AFTER: '200ms', POLICY_APPROVAL_DEADLINE: '45d' });
    expect(config.policy.lostReturnAfterMs).toBe(200);
    expect(config.policy.approvalDeadlineMs).toBe(45 * 86_400_000);
  });

  it('lists every fault at once, each by its variable', () => {
    const env = {
      PORT: '99999',
      DATABASE_URL: 'mysql://db',
      PAYLOAD_KEYS: 'k1:c2hvcnQ=',
      POLICY_APPROVAL_POLL: 'soon',
      POLICY_LOST_RETRUN_AFTER: '15m',
      APRUVE_MODE: 'staging',
      NOTIFICATION_URL: 'https://shop.example/hook',
    };
    const names = new Set(faults(env).map((fault) => fault.split(':')[0]));
    const expected = [
      'APRUVE_API_KEY',
      'APRUVE_MERCHANT_ID',
      'APRUVE_MODE',
      'APRUVE_WEBHOOK_TOKEN',
      'DATABASE_URL',
      'NOTIFICATION_SECRET',
      'PAYLOAD_KEYS',
      'POLICY_APPROVAL_POLL',
      'POLICY_LOST_RETRUN_AFTER',
      'PORT',
      'SECRETS_KEY',
    ];
    expect(names).toEqual(new Set(expected));
    expect(faults(env)).toHaveLength(expected.length);
  });

  it('counts an empty variable as absent', () => {
    expect(faults({ ...needed, SECRETS_KEY: '' })).toEqual(['SECRETS_KEY: is missing']);
    expect(loadConfig({ ...needed, PORT: '' }).http.port).toBe(3000);
  });

  it('never repeats a value', () => {
    const env = {
      DATABASE_URL: 'secretive-database',
      SECRETS_KEY: 'secretive-key',
      PAYLOAD_KEYS: 'k1:secretive-payload',
      APRUVE_WEBHOOK_TOKEN: 'secretive token',
      APRUVE_WEBHOOK_KEYS_TEST: 'secretive-pem',
      NOTIFICATION_SECRET: 'secretive-notification',
    };
    expect(() => loadConfig(env)).toThrow(ConfigError);
    expect(faults(env)).toHaveLength(9);
    expect(faults(env).join('\n')).not.toContain('secretive');
  });

  it('takes several payload keys, the first of which encrypts, and refuses an id used twice', () => {
    const other = Buffer.alloc(32, 8).toString('base64');
    const { keys } = loadConfig({ ...needed, PAYLOAD_KEYS: `new:${other}, old:${key}` }).codec;
    expect(keys.map(({ id }) => id)).toEqual(['new', 'old']);
    expect(faults({ ...needed, PAYLOAD_KEYS: `a:${other},a:${key}` })).toHaveLength(1);
  });
});

describe('the channel of the environment', () => {
  it('is there when all of it is given', () => {
    expect(loadConfig({ ...needed, ...channel, PAID_MEANS: 'funded' }).apruve.channel).toEqual({
      apiKey: 'key-1',
      merchantId: 'merchant-1',
      webhookToken: 'token-1',
      mode: 'test',
      paidMeans: 'funded',
    });
  });

  it('is a fault when it is given in part', () => {
    const found = faults({ ...needed, APRUVE_API_KEY: 'key-1', APRUVE_MERCHANT_ID: 'merchant-1' });
    expect(found).toEqual([expect.stringMatching(/^APRUVE_WEBHOOK_TOKEN: is missing/)]);
  });

  it('talks to another test host where one is given', () => {
    const config = loadConfig({ ...needed, APRUVE_BASE_URL: 'http://127.0.0.1:4000/' });
    expect(config.apruve.baseUrls).toEqual({ test: 'http://127.0.0.1:4000', production: 'https://app.apruve.com' });
    expect(faults({ ...needed, APRUVE_BASE_URL: 'http://127.0.0.1:4000/api/v4' })).toHaveLength(1);
  });

  it('never mixes test and production', () => {
    const production = { ...needed, ...channel, APRUVE_MODE: 'production', APRUVE_WEBHOOK_KEYS_PRODUCTION: pem };
    expect(faults(production)).toEqual([]);
    expect(faults({ ...production, APRUVE_BASE_URL: 'http://127.0.0.1:4000' })).toEqual([
      expect.stringMatching(/^APRUVE_BASE_URL/),
    ]);
    expect(faults({ ...needed, ...channel, APRUVE_BASE_URL: 'https://app.apruve.com' })).toEqual([
      expect.stringMatching(/^APRUVE_BASE_URL/),
    ]);
  });

  it('needs a webhook key in production', () => {
    const found = faults({ ...needed, ...channel, APRUVE_MODE: 'production' });
    expect(found).toEqual([expect.stringMatching(/^APRUVE_WEBHOOK_KEYS_PRODUCTION/)]);
  });
});

describe('webhook keys', () => {
  it('may be several, with line breaks written as two characters', () => {
    const env = { ...needed, APRUVE_WEBHOOK_KEYS_TEST: (pem + pem).replaceAll('\n', String.raw`\n`) };
    expect(loadConfig(env).webhookKeys.test).toEqual([pem, pem]);
  });

  it('are refused where they are none', () => {
    expect(faults({ ...needed, APRUVE_WEBHOOK_KEYS_TEST: 'key A' })).toHaveLength(1);
    expect(faults({ ...needed, APRUVE_WEBHOOK_KEYS_TEST: pem.replace('MIIB', 'XXXX') })).toHaveLength(1);
  });
});

describe('Temporal', () => {
  it('is reached with an API key over TLS', () => {
    const env = { ...needed, TEMPORAL_ADDRESS: 'eu.example:7233', TEMPORAL_NAMESPACE: 'shop.a1', TEMPORAL_API_KEY: 'tkey' };
    const { connection, namespace } = loadConfig(env).temporal;
    expect(connection).toEqual({ address: 'eu.example:7233', tls: true, apiKey: 'tkey' });
    expect(namespace).toBe('shop.a1');
  });

  it('reports a certificate that cannot be read', () => {
    const env = {
      ...needed,
      TEMPORAL_TLS_CLIENT_CERT_PATH: '/nowhere/cert.pem',
      TEMPORAL_TLS_CLIENT_KEY_PATH: '/nowhere/key.pem',
    };
    expect(faults(env)).toEqual([expect.stringMatching(/^TEMPORAL_\*: ENOENT/)]);
  });
});
