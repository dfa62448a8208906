import { afterEach, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { listen, type RunningServer } from '../../../api/http/server.ts';
import { anApp } from './an-app.ts';

describe("a request's line in the log", () => {
  const servers: RunningServer[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.drain(0)));
  });

  async function logOf(path: string, headers: Record<string, string> = {}): Promise<Record<string, unknown>> {
    const lines: string[] = [];
    const server = await listen(anApp({ log: pino({}, { write: (line: string) => void lines.push(line) }) }).fetch, 0);
    servers.push(server);
    await fetch(`http://127.0.0.1:${server.port}${path}`, { method: 'POST', headers });
    const all = lines.map((line): Record<string, unknown> => ({ ...JSON.parse(line) }));
    return all.find(({ msg }) => msg === 'request') ?? {};
  }

  it('names the address, and what proxies say of it', async () => {
    const line = await logOf('/v1/checkouts', { 'x-forwarded-for': '192.0.2.7, 10.0.0.1' });
    expect(line).toMatchObject({ status: 401, forwarded_for: '192.0.2.7, 10.0.0.1' });
    expect(line['address']).toMatch(/127\.0\.0\.1$/);
  });

  it('never has the token of a mistyped address', async () => {
    const token = 'secret-token-of-a-webhook-address';
    const line = await logOf(`/webhooks//apruve/${token}`);
    expect(line).toMatchObject({ status: 404, path: '/webhooks//apruve/[redacted]' });
  });
});
