import { describe, expect, it } from 'vitest';
import type { Health } from '../../../worker/platform/health.ts';
import { anApp } from './an-app.ts';

const up = async (): Promise<void> => undefined;
const ready = async (health: Partial<Health>) => {
  const answer = await anApp({ health: { probes: { temporal: up, database: up }, isStopping: () => false, ...health } }).request(
    '/readyz',
  );
  return { status: answer.status, body: await answer.json() };
};

describe('/readyz', () => {
  it('is 200 when Temporal and the database answer', async () => {
    expect(await ready({})).toEqual({ status: 200, body: { status: 'ready', temporal: 'up', database: 'up' } });
  });

  it('names the part that does not', async () => {
    const database = async (): Promise<void> => Promise.reject(new Error('refused'));
    expect(await ready({ probes: { temporal: up, database } })).toEqual({
      status: 503,
      body: { status: 'not-ready', temporal: 'up', database: 'down' },
    });
  });

  it('is 503 as soon as the process is to stop', async () => {
    expect(await ready({ isStopping: () => true })).toEqual({ status: 503, body: { status: 'stopping' } });
  });

  it('asks its parts once for many callers', async () => {
    let asked = 0;
    const temporal = async (): Promise<void> => {
      asked += 1;
    };
    const app = anApp({ health: { probes: { temporal }, isStopping: () => false } });
    await Promise.all([app.request('/readyz'), app.request('/readyz'), app.request('/readyz')]);
    expect(asked).toBe(1);
  });
});

it('/livez is 200 whatever else is down', async () => {
  expect((await anApp().request('/livez')).status).toBe(200);
});
