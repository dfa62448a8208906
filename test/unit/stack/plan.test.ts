import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { beforeEach, expect, it, onTestFinished } from 'vitest';

import { loadConfig, withLocalStack } from '../../../worker/platform/index.ts';
import { makePlan } from '../../stack/plan.ts';
import { writeEnvironment } from '../../stack/stack-file.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'stack-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
});

const elsewhere = {
  TEMPORAL_ADDRESS: 'temporal.example:7233',
  DATABASE_URL: 'postgres://u@db.example/checkouts',
  APRUVE_BASE_URL: 'http://sandbox.example',
};

it('starts everything where nothing is configured, in an environment that loads', async () => {
  const plan = await makePlan(dir, {});
  const config = loadConfig(plan.env);
  expect(config.temporal.connection.address).toBe(`127.0.0.1:${plan.temporal?.port}`);
  expect(config.database.url).toContain(`:${plan.database?.port}/`);
  expect(config.apruve.baseUrls.test).toBe(plan.sandbox?.url);
  expect(plan.webhookUrl).toBe(`${plan.apiUrl}/webhooks/apruve/${config.apruve.channel?.webhookToken}`);
  expect(config).toMatchObject({ demoShop: true, http: { host: '127.0.0.1' } });
  expect(plan.temporal?.codecEndpoint).toBe(`${plan.apiUrl}/codec/${config.codec.token}`);
});

it('starts nothing that is configured from outside', async () => {
  const plan = await makePlan(dir, elsewhere);
  expect(plan).toMatchObject({ temporal: null, database: null, sandbox: null });
  expect(plan.env).toMatchObject(elsewhere);
  expect(loadConfig(plan.env).apruve.channel).toBeNull();
});

it('starts no sandbox for somebody with a key of Apruve', async () => {
  const plan = await makePlan(dir, { APRUVE_API_KEY: 'key', APRUVE_MERCHANT_ID: 'merchant' });
  expect(plan.sandbox).toBeNull();
  expect(loadConfig(plan.env).apruve).toMatchObject({
    channel: { apiKey: 'key', merchantId: 'merchant', mode: 'test' },
    baseUrls: { test: 'https://test.apruve.com' },
  });
});

it('keeps what is meant for another Temporal away from its own', async () => {
  const plan = await makePlan(dir, { TEMPORAL_API_KEY: 'cloud', TEMPORAL_NAMESPACE: 'cloud.a1', TEMPORAL_TASK_QUEUE: 'mine' });
  expect(loadConfig(plan.env).temporal).toMatchObject({
    connection: { address: `127.0.0.1:${plan.temporal?.port}` },
    namespace: 'default',
    taskQueue: 'mine',
  });
});

it('makes its secrets once, and prefers those of the environment', async () => {
  const [first, second] = [await makePlan(dir, {}), await makePlan(dir, {})];
  expect(second.env['SECRETS_KEY']).toBe(first.env['SECRETS_KEY']);
  expect(second.webhookUrl).toBe(first.webhookUrl);
  expect((await makePlan(dir, { APRUVE_WEBHOOK_TOKEN: 'mine', PAYLOAD_KEYS: 'k:v' })).env).toMatchObject({
    APRUVE_WEBHOOK_TOKEN: 'mine',
    PAYLOAD_KEYS: 'k:v',
  });
});

it('leaves an environment behind that other commands complete theirs with', async () => {
  const { env } = await makePlan(dir, {});
  const pem = '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n';
  writeEnvironment(dir, { ...env, APRUVE_WEBHOOK_KEYS_TEST: pem, HOME: '/home/somebody' });
  const found = withLocalStack({ STACK_DIR: dir, DATABASE_URL: 'postgres://mine' });
  expect(found['SECRETS_KEY']).toBe(env['SECRETS_KEY']);
  expect(found['APRUVE_WEBHOOK_KEYS_TEST']?.trim().replaceAll(String.raw`\n`, '\n')).toBe(pem.trim());
  expect(found['DATABASE_URL']).toBe('postgres://mine');
  expect(found).not.toHaveProperty('HOME');
});

it('sends notifications to the demo shop under a secret of its own, or where the environment says', async () => {
  const { env, apiUrl } = await makePlan(dir, {});
  const { notifications } = loadConfig(env);
  expect(notifications?.url).toBe(`${apiUrl}/shop/notifications`);
  expect(loadConfig((await makePlan(dir, {})).env).notifications).toEqual(notifications);
  const mine = { NOTIFICATION_URL: 'https://shop.example/told', NOTIFICATION_SECRET: `whsec_${'A'.repeat(40)}` };
  expect((await makePlan(dir, mine)).env).toMatchObject(mine);
  expect((await makePlan(dir, elsewhere)).env).not.toHaveProperty('NOTIFICATION_URL');
});

it('adds a secret that a folder of an earlier version lacks, and keeps the others', async () => {
  const before = await makePlan(dir, {});
  const file = join(dir, 'secrets.json');
  const { notification_secret: _, ...older } = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify(older));
  const { env } = await makePlan(dir, {});
  expect(env['SECRETS_KEY']).toBe(before.env['SECRETS_KEY']);
  expect(env['NOTIFICATION_SECRET']).toMatch(/^whsec_/);
});
