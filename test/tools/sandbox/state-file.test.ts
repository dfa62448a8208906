import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SANDBOX_API_KEY, SANDBOX_MERCHANT_ID } from '../../sandbox/server.ts';
import { checkedOut, invoiced, openSandbox, send } from './sandbox-rig.ts';
import { startReceiver } from './webhook-rig.ts';

let directory: string;
let stateFile: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sandbox-'));
  stateFile = join(directory, 'deep', 'state');
});
afterEach(() => rm(directory, { recursive: true }));

const main = join(import.meta.dirname, '../../sandbox/main.ts');

/** A sandbox in a process of its own; answers its address once it has printed it. */
const spawnSandbox = async (): Promise<{ child: ChildProcess; url: string }> => {
  const env = { ...process.env, SANDBOX_PORT: '0', SANDBOX_STATE_FILE: stateFile };
  const child = spawn(process.execPath, ['--import', 'tsx', main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, url: /http:\S+/.exec(line.toString())?.[0] ?? '' };
};

const key = { 'apruve-api-key': SANDBOX_API_KEY };

test('a sandbox that was stopped begins with what it had, its signing key too', async () => {
  const options = { stateFile, publicUrl: 'http://apruve.test' };
  const first = await openSandbox(options);
  const order = await checkedOut(first);
  const invoice = await invoiced(first, order, 1000);
  const before = (await first.control('GET', '/state')).text;
  await first.close();
  const second = await openSandbox(options);
  expect((await second.control('GET', '/state')).text).toBe(before);
  expect(second.publicKeyPem).toBe(first.publicKeyPem);
  expect((await second.control('POST', `/invoices/${invoice}/pay`)).body).toMatchObject({ status: 'closed' });
  await second.close();
});

test('webhooks that were not delivered go on after a restart, with the same bytes', async () => {
  let awake = false;
  const receiver = await startReceiver(() => (awake ? 200 : 503));
  const first = await openSandbox({ stateFile, webhookUrl: receiver.url });
  receiver.trust(first.publicKeyPem);
  await checkedOut(first);
  const { items } = (await first.control('GET', '/webhooks')).body as { items: { uuid: string }[] };
  const uuids = items.map(({ uuid }) => uuid);
  await expect.poll(() => receiver.receipts.length).toBeGreaterThan(0);
  await first.close();
  receiver.receipts.splice(0);
  awake = true;
  const second = await openSandbox({ stateFile });
  await expect.poll(() => new Set(receiver.receipts.map(({ uuid }) => uuid))).toEqual(new Set(uuids));
  expect(receiver.receipts.every(({ valid }) => valid)).toBe(true);
  await second.close();
  receiver.close();
});

test('a torn last line, as a kill may leave it, costs nothing else', async () => {
  const first = await openSandbox({ stateFile });
  const order = await checkedOut(first);
  await first.close();
  await appendFile(stateFile, 'orders {"id":"torn');
  const second = await openSandbox({ stateFile });
  expect((await second.api('GET', '/orders')).body).toMatchObject([{ id: order }]);
  await second.close();
});

test('only its owner may read the file, for the keys are in it', async () => {
  const sandbox = await openSandbox({ stateFile });
  expect((await stat(stateFile)).mode & 0o777).toBe(0o600);
  expect(await readFile(stateFile, 'utf8')).toContain('PRIVATE KEY');
  await sandbox.close();
});

test('a killed process has lost nothing it has answered; SIGTERM ends it cleanly', async () => {
  const path = `/api/v4/merchants/${SANDBOX_MERCHANT_ID}/webhook_endpoints`;
  const first = await spawnSandbox();
  const made = await send(`${first.url}${path}`, 'POST', { url: 'http://127.0.0.1:9/' }, key);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  const second = await spawnSandbox();
  expect((await send(`${second.url}${path}`, 'GET', undefined, key)).body).toEqual([made.body]);
  second.child.kill('SIGTERM');
  expect(await once(second.child, 'exit')).toEqual([0, null]);
});
