import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { listen, type ListenOptions, type RunningServer } from '../../../api/http/server.ts';
import type { ApiChannel } from '../../../api/channels.ts';
import { anApp } from './an-app.ts';

const TOKEN = 'token-of-the-channel'.padEnd(32, '-');
const channel: ApiChannel = {
  id: 'default',
  mode: 'test',
  merchantId: 'm',
  paidMeans: 'closed',
  hasToken: (token: string) => token === TOKEN,
  webhookKeys: [],
} as unknown as ApiChannel;
const channels = {
  get: async () => channel,
  list: async () => [channel],
  forget: () => {},
};

describe('the server', () => {
  const servers: RunningServer[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.drain(0)));
  });

  /** Sends bytes, and answers everything that comes until the server closes the connection. */
  async function talk(bytes: string, options: ListenOptions = {}): Promise<string> {
    const server = await listen(anApp({ channels }).fetch, 0, { host: '127.0.0.1', ...options });
    servers.push(server);
    return new Promise((resolve, reject) => {
      let said = '';
      const socket = connect(server.port, '127.0.0.1', () => socket.write(bytes));
      socket.on('data', (data) => (said += data.toString()));
      socket.on('close', () => resolve(said));
      socket.on('error', reject);
    });
  }

  const begun = (path: string, headers = ''): string =>
    `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n${headers}transfer-encoding: chunked\r\n\r\n5\r\n{"a":`;

  it.each([
    ['without a key', '/v1/checkouts', 401],
    ['to an unknown webhook address', '/webhooks/apruve/nobody', 404],
    ['to nothing', '/nothing', 404],
  ])('refuses a request %s before its body has come, and closes', async (_, path, status) => {
    expect(await talk(begun(path))).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  it('gives up a body that does not come', async () => {
    expect(await talk(begun(`/webhooks/apruve/${TOKEN}`), { requestWithinMs: 100 })).toMatch(/^HTTP\/1.1 408 /);
  });

  it('keeps an idle connection for longer than balancers do', async () => {
    expect(
      await talk('GET /livez HTTP/1.1\r\nhost: x\r\n\r\nGET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'),
    ).toMatch(/keep-alive: timeout=65/i);
  });

  it('answers a probe over HTTP/1.0 without a host', async () => {
    expect(await talk('GET /livez HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 200 /);
  });
});

describe('the documents', () => {
  it('are made once, however often they are asked for', async () => {
    const app = anApp();
    const make = vi.spyOn(app, 'getOpenAPI31Document');
    for (const path of ['/docs', '/openapi.json', '/docs', '/openapi.json']) {
      expect((await app.request(path)).status).toBe(200);
    }
    expect(make).toHaveBeenCalledTimes(1);
  });
});
