import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { expect, it, onTestFinished } from 'vitest';
import { createDispatcher } from '../../../activities/apruve/http.ts';
import { outsideLookup, refusalOfAddress } from '../../../worker/platform/receiver-address.ts';

const NAMED = 'must be in RECEIVER_HOSTS';

it.each([
  ['https://shop.example/told', 'null'],
  ['https://203.0.113.7/told', 'null'],
  ['https://[2606:4700::1111]/', 'null'],
  ['http://shop.example/told', 'Expected https://'],
  ['http://203.0.113.7/', 'Expected https://'],
  ['https://localhost/', NAMED],
  ['https://api.localhost./', NAMED],
  ['https://127.0.0.1/', NAMED],
  ['https://2130706433/', NAMED],
  ['https://0x7f.1/', NAMED],
  ['https://10.1.2.3/', NAMED],
  ['https://172.31.0.1/', NAMED],
  ['https://192.168.1.1/', NAMED],
  ['https://100.64.0.1/', NAMED],
  ['https://169.254.169.254/latest/meta-data', NAMED],
  ['https://0.0.0.0/', NAMED],
  ['https://[::1]/', NAMED],
  ['https://[::ffff:10.0.0.1]/', NAMED],
  ['https://[fd00::1]/', NAMED],
  ['https://[fe80::1]/', NAMED],
  ['https://[64:ff9b::10.0.0.1]/', NAMED],
  ['https://[64:ff9b::203.0.113.7]/', 'null'],
])('a receiver at %s is refused: %s', (url, why) => {
  expect(String(refusalOfAddress(url, 'test', []))).toContain(why);
});

it('a host that is named may be inside and without TLS, in test mode; with a port, at that port alone', () => {
  const hosts = ['shop.internal', '10.0.0.7:8080', 'till.internal:443'];
  expect(refusalOfAddress('http://shop.internal:99/told', 'test', hosts)).toBeNull();
  expect(refusalOfAddress('http://10.0.0.7:8080/', 'test', hosts)).toBeNull();
  expect(refusalOfAddress('https://10.0.0.7:8081/', 'test', hosts)).toContain(NAMED);
  expect(refusalOfAddress('https://till.internal/', 'test', hosts)).toBeNull();
  expect(refusalOfAddress('https://till.internal:5432/', 'test', hosts)).toContain(NAMED);
  expect(refusalOfAddress('http://shop.internal/', 'production', hosts)).toContain('Expected https:// for a production channel');
  expect(refusalOfAddress('https://shop.internal/', 'production', hosts)).toBeNull();
});

it('a name that leads inside is not called, unless it is named', async () => {
  let calls = 0;
  const server = createServer((_, response) => {
    calls += 1;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const past = { url: 'http://127.0.0.1:1', except: 'localhost' };
  const ask = (...hosts: string[]) =>
    request(`http://localhost:${port}/`, { dispatcher: createDispatcher(null, outsideLookup(hosts)) });
  await expect(ask()).rejects.toThrow("localhost leads to a network of one's own");
  const pastTheProxy = request(`http://localhost:${port}/`, { dispatcher: createDispatcher(past, outsideLookup([])) });
  await expect(pastTheProxy).rejects.toThrow("localhost leads to a network of one's own");
  expect(calls).toBe(0);
  expect((await ask(`localhost:${port}`)).statusCode).toBe(200);
});
