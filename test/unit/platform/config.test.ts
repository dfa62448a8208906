import { generateKeyPairSync } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { apruveTestKey } from '../../../worker/platform/apruve-test-key.ts';
import { ConfigError, loadConfig } from '../../../worker/platform/index.ts';

const key = Buffer.alloc(32, 7).toString('base64');
const secretsKey = Buffer.alloc(32, 9).toString('base64');
const needed = { DATABASE_URL: 'postgres://u:dbsecret@db/checkouts', SECRETS_KEY: secretsKey, PAYLOAD_KEYS: `k1:${key}` };
const token = 'token-1'.padEnd(32, '-');
const channel = { APRUVE_API_KEY: 'key-1', APRUVE_MERCHANT_ID: 'merchant-1', APRUVE_WEBHOOK_TOKEN: token };
const rsa = (modulusLength: number): string =>
  generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ type: 'spki', format: 'pem' }).toString();
const pem = rsa(2_048);
const production = {
  ...needed,
  ...channel,
  APRUVE_MODE: 'production',
  APRUVE_WEBHOOK_KEYS_PRODUCTION: pem,
  PUBLIC_URL: 'https://pay.example',
};

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
    expect(config.http).toEqual({ host: null, port: 3000, metricsPort: null, publicUrl: 'http://localhost:3000' });
    expect(config.demoShop).toBe(false);
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
      invoiceWaitingMs: 3_600_000,
      pendingInvoiceMs: 24 * 3_600_000,
      expiryWarningMs: 7 * 86_400_000,
      unknownOutcomeWaitMs: 60_000,
      stepRetryMs: 300_000,
      stepBoundMs: 120_000,
    });
    expect(loadConfig(needed).reconciliation).toEqual({ everyMs: 3_600_000, requestsPerSecond: 20 });
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

  it('refuses keys of zeros, and one key for two purposes', () => {
    const zeros = Buffer.alloc(32).toString('base64');
    expect(faults({ ...needed, SECRETS_KEY: zeros })).toEqual([expect.stringMatching(/^SECRETS_KEY/)]);
    expect(faults({ ...needed, PAYLOAD_KEYS: `k1:${zeros}` })).toEqual([expect.stringMatching(/^PAYLOAD_KEYS/)]);
    expect(faults({ ...needed, PAYLOAD_KEYS: `k0:${key},k1:${secretsKey}` })).toEqual([expect.stringMatching(/^SECRETS_KEY/)]);
  });

  it('takes several keys of secrets, each once and none of them a payload key', () => {
    const other = Buffer.alloc(32, 8).toString('base64');
    const { keys } = loadConfig({ ...needed, SECRETS_KEY: `${other}, ${secretsKey}` }).secrets;
    expect(keys.map((each) => Buffer.from(each).toString('base64'))).toEqual([other, secretsKey]);
    for (const bad of [`${other},${other}`, `${other},`, `${other},short`, `${other},${key}`])
      expect(faults({ ...needed, SECRETS_KEY: bad })).toEqual([expect.stringMatching(/^SECRETS_KEY/)]);
  });

  it('takes hosts of receivers, and nothing that is a whole address', () => {
    const given = 'shop.internal, 10.0.0.7:8080,[::1]';
    expect(loadConfig({ ...needed, RECEIVER_HOSTS: given }).receiverHosts).toEqual(['shop.internal', '10.0.0.7:8080', '[::1]']);
    for (const bad of ['http://shop.internal', 'shop.internal/path', 'a,,b', 'user@shop'])
      expect(faults({ ...needed, RECEIVER_HOSTS: bad })).toEqual([expect.stringMatching(/^RECEIVER_HOSTS/)]);
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
      webhookToken: token,
      mode: 'test',
      paidMeans: 'funded',
    });
  });

  it('has the key of Apruve in the worker alone, and the API needs none', () => {
    const { APRUVE_API_KEY, ...withoutKey } = channel;
    expect(APRUVE_API_KEY).toBe('key-1');
    expect(() => loadConfig({ ...needed, ...withoutKey })).toThrow('APRUVE_API_KEY: is missing');
    for (const env of [channel, withoutKey]) {
      expect(loadConfig({ ...needed, ...env }, 'api').apruve.channel).toMatchObject({ apiKey: null, merchantId: 'merchant-1' });
    }
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
    expect(faults(production)).toEqual([]);
    expect(faults({ ...production, APRUVE_BASE_URL: 'http://127.0.0.1:4000' })).toEqual([
      expect.stringMatching(/^APRUVE_BASE_URL/),
    ]);
  });

  it.each(['app.apruve.com', 'APP.APRUVE.COM', 'app%2eapruve.com', 'ａｐｐ.apruve.com', 'app.apruve.com.', 'app.apruve.com:443'])(
    'never talks to the production host as a test channel: %s',
    (host) => {
      const found = faults({ ...needed, ...channel, APRUVE_BASE_URL: `https://${host}` });
      expect(found).toEqual([expect.stringMatching(/^APRUVE_BASE_URL/)]);
    },
  );

  it('may talk to a host that only looks like the production host', () => {
    expect(faults({ ...needed, ...channel, APRUVE_BASE_URL: 'https://app.apruve.com.proxy.example' })).toEqual([]);
  });

  it.each([
    ['an address that browsers reach without TLS', 'PUBLIC_URL', 'http://pay.example'],
    ['no address for browsers', 'PUBLIC_URL', ''],
    ['notifications in the clear', 'NOTIFICATION_URL', 'http://shop.example/hook'],
    ["the key of Apruve's test environment", 'APRUVE_WEBHOOK_KEYS_PRODUCTION', apruveTestKey],
    ['the demo shop', 'DEMO_SHOP', 'on'],
  ])('does not start in production with %s', (_, name, value) => {
    const secret = { NOTIFICATION_SECRET: `whsec_${'A'.repeat(40)}`, NOTIFICATION_URL: 'https://shop.example/hook' };
    expect(faults({ ...production, ...secret })).toEqual([]);
    expect(faults({ ...production, ...secret, [name]: value })).toEqual([expect.stringContaining(`${name}: `)]);
  });

  it.each(['https://user@shop.example/hook', 'https://user:secretive@shop.example/', 'https://:secretive@shop.example/'])(
    'takes no user or password for notifications, because none is sent: %s',
    (url) => {
      const secret = { NOTIFICATION_SECRET: `whsec_${'A'.repeat(40)}` };
      const found = faults({ ...needed, ...channel, ...secret, NOTIFICATION_URL: url });
      expect(found).toEqual([expect.stringMatching(/^NOTIFICATION_URL: expected .* without a user or password$/)]);
    },
  );

  it.each(['APRUVE_WEBHOOK_TOKEN', 'CODEC_TOKEN'])('has no %s that can be guessed', (name) => {
    expect(faults({ ...needed, ...channel, [name]: 'a'.repeat(31) })).toEqual([expect.stringContaining(`${name}: expected`)]);
    expect(faults({ ...needed, ...channel, [name]: 'a'.repeat(32) })).toEqual([]);
  });

  it('needs a webhook key in production', () => {
    const found = faults({ ...production, APRUVE_WEBHOOK_KEYS_PRODUCTION: '' });
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
    expect(faults({ ...needed, APRUVE_WEBHOOK_KEYS_TEST: rsa(1_024) })).toHaveLength(1);
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

describe('OpenID Connect', () => {
  const openid = {
    OPENID_ISSUER: 'https://idp.test/realms/shop/',
    OPENID_CLIENT_ID: 'console',
    OPENID_CLIENT_SECRET: 'openid-secret',
  };
  const faultsOf = (env: Record<string, string>, program: 'api' | 'worker' = 'api'): readonly string[] => {
    try {
      loadConfig(env, program);
      return [];
    } catch (error) {
      return error instanceof ConfigError ? error.faults : ['no ConfigError'];
    }
  };

  it('is off without its variables, and takes the issuer as it is written', () => {
    expect(loadConfig(needed, 'api').openid).toBeNull();
    expect(loadConfig({ ...needed, ...openid }, 'api').openid).toEqual({
      issuer: 'https://idp.test/realms/shop/',
      clientId: 'console',
      clientSecret: 'openid-secret',
    });
  });

  it('needs all of them, in the API alone, and an issuer that nobody can stand before', () => {
    const { OPENID_CLIENT_SECRET: _, ...without } = openid;
    expect(faultsOf({ ...needed, ...without })).toEqual([expect.stringMatching(/^OPENID_CLIENT_SECRET: is missing/)]);
    expect(faultsOf({ ...needed, ...without }, 'worker')).toEqual([]);
    const open = { ...needed, ...openid, OPENID_ISSUER: 'http://idp.test' };
    expect(faultsOf(open)).toEqual([expect.stringMatching(/^OPENID_ISSUER: expected https/)]);
    expect(faultsOf({ ...open, OPENID_ISSUER: 'http://127.0.0.1:4000' })).toEqual([]);
  });
});
