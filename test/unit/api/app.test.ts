import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createApiKey } from '../../../api/http/identity/api-key.ts';
import { invalidRequest } from '../../../api/http/on-error.ts';
import { assertScoped } from '../../../api/http/route.ts';
import { FAILURES } from '../../../workflows/contract/failures.ts';
import { anApp } from './an-app.ts';

const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.object({ security: z.array(z.unknown()).optional() }))),
});

async function documented() {
  const document = documentSchema.parse(await (await anApp().request('/openapi.json')).json());
  return {
    calls: Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { security }]) => ({ method: method.toUpperCase(), path, security })),
    ),
  };
}

describe('a body with thousands of faults', () => {
  it('is refused with the first hundred of them, and their number', () => {
    const unknown = Object.fromEntries(Array.from({ length: 3_000 }, (_, n) => [`f${n}`, 1]));
    const { error } = z.strictObject({}).safeParse(unknown);
    const problem = invalidRequest(error ?? new z.ZodError([]));
    expect(problem.details.errors).toHaveLength(100);
    expect(problem.message).toBe('f0: is not a known field (and 2999 more)');
  });
});

describe('the doors', () => {
  it('are closed without a key, all of them, known or not', async () => {
    const { calls } = await documented();
    for (const { method, path } of [...calls, { method: 'GET', path: '/v1/nothing' }]) {
      const answer = await anApp().request(path.replace('{id}', `chk_${'a'.repeat(26)}`), { method });
      const { status, headers } = answer;
      expect([method, path, status, headers.get('www-authenticate')]).toEqual([method, path, 401, 'Bearer']);
    }
  });

  it('let nobody keep an answer, and bring browsers back by HTTPS alone, for a year', async () => {
    const { headers } = await anApp().request('/v1/checkouts');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
  });

  it('name a scope each, or the application does not start', async () => {
    const { calls } = await documented();
    expect(calls.length).toBeGreaterThan(8);
    expect(calls.filter(({ security }) => security?.length !== 1)).toEqual([]);
    expect(() => assertScoped([{ method: 'get', path: '/v1/open', responses: {} }])).toThrow('/v1/open');
  });

  it('answer 503 with Retry-After while the database is down', async () => {
    const headers = { authorization: `Bearer ${createApiKey().key}` };
    const answer = await anApp().request('/v1/checkouts', { headers });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(await answer.json()).toMatchObject({ code: 'unavailable', type: '/problems/unavailable' });
  });
});

describe('every error', () => {
  it('is a problem with a code, a page of its own, and the id of its request', async () => {
    const app = anApp();
    const answer = await app.request('/nothing', { headers: { 'x-request-id': 'abc-1' } });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('x-request-id')).toBe('abc-1');
    const problem = z
      .object({ type: z.string() })
      .loose()
      .parse(await answer.json());
    expect(problem).toEqual({
      type: '/problems/not-found',
      title: FAILURES['not-found'].title,
      status: 404,
      detail: 'There is no GET /nothing. See /docs.',
      code: 'not-found',
      request_id: 'abc-1',
      errors: [],
    });
    expect((await app.request(problem.type)).status).toBe(200);
  });

  it('tells nothing of what went wrong inside', async () => {
    const list = async () => Promise.reject(new Error('secret detail'));
    const channels = { get: async () => null, list, forget: () => {} };
    const answer = await anApp({ channels }).request('/webhooks/apruve/x', { method: 'POST', body: '{}' });
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('secret detail');
  });

  it('gives a request a fresh id where the caller’s is not usable', async () => {
    const answer = await anApp().request('/nothing', { headers: { 'x-request-id': 'a b\tc' } });
    expect(answer.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  });
});

describe('the pages', () => {
  it.each(['/docs', '/problems', '/problems/busy', '/assets/pico.css', '/assets/docs.css'])(
    '%s is there, and loads nothing from elsewhere',
    async (path) => {
      const answer = await anApp().request(path);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(await answer.text()).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    },
  );

  it('load the script of the reference once and for all, compressed where the browser takes that', async () => {
    const app = anApp();
    const [script] = /\/assets\/openapi-explorer-\w+\.js/.exec(await (await app.request('/docs')).text()) ?? [];
    const whole = await app.request(`${script}`);
    expect(whole.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const text = await whole.text();
    for (const accepted of ['gzip, br', 'br, gzip;q=0']) {
      const answer = await app.request(`${script}`, { headers: { 'accept-encoding': accepted } });
      const encoding = answer.headers.get('content-encoding');
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect([encoding, (encoding === null ? bytes : gunzipSync(bytes)).toString()]).toEqual([
        accepted.includes('q=0') ? null : 'gzip',
        text,
      ]);
    }
  });

  it('say of every call what every call can answer', async () => {
    const { paths } = JSON.parse(await (await anApp().request('/openapi.json')).text());
    for (const methods of Object.values<Record<string, { responses: object }>>(paths)) {
      for (const { responses } of Object.values(methods)) {
        const always = ['400', '401', '403', '405', '413', '415', '422', '500', '503'];
        expect(Object.keys(responses)).toEqual(expect.arrayContaining(always));
      }
    }
  });

  it('say how calls on invoices and shipments are refused', async () => {
    const page = await (await anApp().request('/openapi.json')).text();
    const at = '/v1/checkouts/{id}/invoices/{invoice_id}';
    const told: [method: string, path: string, code: string][] = [
      ['patch', at, 'already-issued'],
      ['post', `${at}/issue`, 'credit-exceeded'],
      ['post', `${at}/cancel`, 'invoice-paid'],
      ['post', `${at}/close`, 'invoice-not-issued'],
      ['post', `${at}/shipments`, 'already-canceled'],
      ['patch', `${at}/shipments/{shipment_id}`, 'not-found'],
      ['post', '/v1/checkouts/{id}/complete', 'draft-open'],
    ];
    for (const [method, path, code] of told) {
      const { responses } = JSON.parse(page).paths[path][method];
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['200', '202', '404', '409']));
      expect(responses[FAILURES[code as keyof typeof FAILURES].status].description).toContain(`\`${code}\``);
    }
  });

  it('explain every problem', async () => {
    const app = anApp();
    const pages = Object.keys(FAILURES).map(async (code) => (await app.request(`/problems/${code}`)).status);
    expect(new Set(await Promise.all(pages))).toEqual(new Set([200]));
    expect((await app.request('/problems/no-such')).status).toBe(404);
  });
});
