import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { ApruveError } from '../../../activities/apruve/errors.ts';
import { createApruveHttp, createDispatcher, retryAfterMs } from '../../../activities/apruve/http.ts';
import { isStorable } from '../../../workflows/contract/text.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const call = (origin: string) =>
  createApruveHttp({ origin, apiKey: ' key ', dispatcher: createDispatcher(null), clock: () => new Date() })(
    'POST',
    '/orders/1/invoices',
    { a: 1 },
  );

describe('a call to Apruve', () => {
  it('sends the trimmed key and JSON, and answers status and body', async () => {
    const origin = await serve((request, response) => {
      const { headers, url, method } = request;
      response.writeHead(201).end(JSON.stringify([method, url, headers['apruve-api-key'], headers['content-type']]));
    });
    const body = ['POST', '/api/v4/orders/1/invoices', 'key', 'application/json'];
    await expect(call(origin)).resolves.toEqual({ status: 201, body });
  });

  it.each([
    [400, { kind: 'refused', message: 'Too much: by 5', effect: 'none' }],
    [401, { kind: 'auth', effect: 'none' }],
    [403, { kind: 'auth', effect: 'none' }],
    [404, { kind: 'not-found', effect: 'none' }],
    [429, { kind: 'unreachable', effect: 'none', retryAfterMs: 7_000 }],
    [500, { kind: 'unreachable', effect: 'done-or-not' }],
    [503, { kind: 'unreachable', effect: 'done-or-not' }],
    [504, { kind: 'unreachable', effect: 'pending' }],
  ])('takes an answer of %i for what it says', async (status, expected) => {
    const body = JSON.stringify({ errors: [{ title: 'Too much', detail: 'by 5' }] });
    const origin = await serve((_, response) => response.writeHead(status, { 'retry-after': '7' }).end(body));
    await expect(call(origin)).rejects.toMatchObject({ name: 'ApruveError', status, ...expected });
  });

  it('does not know what happened when the connection breaks behind the request', async () => {
    const origin = await serve((request) => request.socket.destroy());
    await expect(call(origin)).rejects.toMatchObject({ kind: 'unreachable', effect: 'pending' });
  });

  it('knows that nothing happened when nobody listens', async () => {
    await expect(call('http://127.0.0.1:1')).rejects.toMatchObject({ kind: 'unreachable', effect: 'none' });
  });

  it('does not know what happened when a success is not JSON', async () => {
    const origin = await serve((_, response) => response.writeHead(200).end('<html>'));
    await expect(call(origin)).rejects.toMatchObject({ kind: 'unreadable', effect: 'done-or-not' });
  });

  it.each([
    ['NUL in a text', 'Invoice\u0000 refused', 'Invoice refused', 'Invoice refused'],
    ['half a character where it is cut', `${'a'.repeat(1_999)}😀`, 'a'.repeat(1_999), 'a'.repeat(300)],
    ['half a character where its words are cut', `${'a'.repeat(299)}😀b`, `${'a'.repeat(299)}😀b`, 'a'.repeat(299)],
    ['nothing', '', '', 'Apruve gave no reason.'],
    ['blanks', ' \n', ' \n', 'Apruve gave no reason.'],
    ['a page of a proxy', '<html>Bad Request</html>', '<html>Bad Request</html>', 'Apruve gave no reason.'],
    ['JSON that broke off', '{"errors": [', '{"errors": [', 'Apruve gave no reason.'],
    ['no error in JSON', '{"errors":[{"title":""}]}', { errors: [{ title: '' }] }, 'Apruve gave no reason.'],
    ['unpaired surrogates in JSON', '{"errors":[{"title":"a\\ud83d"}]}', { errors: [{ title: 'a\uFFFD' }] }, 'a\uFFFD'],
    ['NUL in a key', '{"a\\u0000":{"b\\ud83d":"\\u0000"}}', { a: { 'b\uFFFD': '' } }, 'Apruve gave no reason.'],
  ])('takes a refusal with %s for a refusal that can be stored', async (_, text, body, message) => {
    const origin = await serve((__, response) => response.writeHead(400).end(text));
    await expect(call(origin)).rejects.toMatchObject({ kind: 'refused', status: 400, body, message });
  });

  it('takes a refusal whose body breaks off for a refusal', async () => {
    const origin = await serve((_, response) => {
      response.writeHead(400, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    await expect(call(origin)).rejects.toMatchObject({ kind: 'refused', message: 'Apruve gave no reason.' });
  });

  it.each(['', '{}', '{"errors":[]}', '{"errors":[{}]}', '{"errors":[{"title":" "}]}'])(
    'names no reason for a refusal that gives none: %j',
    async (body) => {
      const origin = await serve((_, response) => response.writeHead(400).end(body));
      await expect(call(origin)).rejects.toMatchObject({ kind: 'refused', message: 'Apruve gave no reason.' });
    },
  );

  it.each([
    ['NUL', 'Invoice refused\0', 'Invoice refused'],
    ['a character across the cut', `${'x'.repeat(299)}😀`, 'x'.repeat(299)],
    ['a character across the cut of the kept body', `x${'y'.repeat(1_998)}😀`, `x${'y'.repeat(299)}`],
  ])('keeps a refusal in plain text that can be stored: with %s', async (_, body, message) => {
    const origin = await serve((__, response) => response.writeHead(400).end(body));
    const refusal: unknown = await call(origin).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ kind: 'refused', message });
    expect(isStorable(String((refusal as ApruveError).body))).toBe(true);
  });

  it('reads Retry-After in seconds and as a date', () => {
    const now = new Date('2026-01-01T00:00:00Z');
    expect(retryAfterMs('2', now)).toBe(2_000);
    expect(retryAfterMs('Thu, 01 Jan 2026 00:00:30 GMT', now)).toBe(30_000);
    expect(retryAfterMs('soon', now)).toBeNull();
    expect(retryAfterMs('0', now)).toBeNull();
    expect(retryAfterMs('Wed, 31 Dec 2025 00:00:00 GMT', now)).toBeNull();
    expect(retryAfterMs(undefined, now)).toBeNull();
  });
});
