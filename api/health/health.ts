import type { Hono } from 'hono';
import { createLook, type Health } from '../../worker/platform/health.ts';
import type { AppEnv } from '../http/app-env.ts';

/** `/livez`: the process runs. `/readyz`: everything it needs answers, each part with its state; 503 when one does not. */
export function registerHealth(app: Hono<AppEnv>, health: Health): void {
  const look = createLook(health);
  app.get('/livez', (c) => c.json({ status: 'alive' }, 200));
  app.get('/readyz', async (c) => {
    const report = await look();
    return c.json(report, report.status === 'ready' ? 200 : 503);
  });
}
