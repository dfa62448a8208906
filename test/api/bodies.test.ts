import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { orderBody } from '../support/storefront.ts';
import { withApi } from './with-api.ts';

const LATIN_1 = Buffer.from(JSON.stringify(orderBody({ po_number: 'Schlüssel' })), 'latin1');

describe('a body', () => {
  const { api } = withApi();
  const send = async (path: string, body: string | Buffer<ArrayBuffer>, headers: Record<string, string>, method = 'POST') => {
    const answer = await api.app.request(path, { method, body, headers: { authorization: `Bearer ${api.admin}`, ...headers } });
    return { status: answer.status, headers: answer.headers, body: z.looseObject({}).parse(await answer.json()) };
  };

  it.each([
    ['another charset', { 'content-type': 'application/json; charset=iso-8859-1' }, 415, 'unsupported-media-type'],
    ['no declaration of what it is', {}, 415, 'unsupported-media-type'],
    ['another type', { 'content-type': 'text/plain' }, 415, 'unsupported-media-type'],
    ['bytes that are not UTF-8', { 'content-type': 'application/json' }, 400, 'not-json'],
    ['compressed bytes', { 'content-type': 'application/json', 'content-encoding': 'gzip' }, 415, 'unsupported-media-type'],
  ])('with %s is refused, before anything is done', async (_, headers, status, code) => {
    expect(await send('/v1/checkouts', LATIN_1, headers)).toMatchObject({ status, body: { code } });
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/vnd.shop+json',
  ])('in UTF-8 is taken, as %s', async (type) => {
    const body = JSON.stringify(orderBody({ po_number: 'Schlüssel 👍' }));
    const answer = await send('/v1/checkouts', `\uFEFF${body}`, { 'content-type': type, 'content-encoding': 'identity' });
    expect(answer).toMatchObject({ status: 201, body: { po_number: 'Schlüssel 👍' } });
  });

  it('that may be left out is not dropped silently where it is of another type', async () => {
    const { body } = await api.post('/v1/checkouts', orderBody());
    const path = `/v1/checkouts/${body.id}/cancel`;
    expect((await send(path, 'reason', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await api.get(`/v1/checkouts/${body.id}`)).body.status).toBe('awaiting_authorization');
    expect((await send(path, '', { 'content-type': 'text/plain' })).status).toBe(200);
  });

  it.each([
    ['DELETE', '/v1/checkouts', 'GET, HEAD, POST'],
    ['GET', '/v1/checkouts/chk_x/cancel', 'POST'],
    ['PUT', '/v1/checkouts/chk_x/invoices/i', 'GET, HEAD, PATCH'],
  ])('is not read by a method that an address does not have: %s %s', async (method, path, allow) => {
    const answer = await api.app.request(path, { method, headers: { authorization: `Bearer ${api.admin}` } });
    const others = { status: answer.status, allow: answer.headers.get('allow') };
    expect(others.status).toBe(405);
    expect(allow.split(', ')).toEqual(expect.arrayContaining(others.allow?.split(', ') ?? ['none']));
    expect(z.looseObject({ code: z.string() }).parse(await answer.json()).code).toBe('method-not-allowed');
  });
});
