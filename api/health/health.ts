import type { Hono } from 'hono';
import type { AppEnv } from '../http/app-env.ts';

const PROBE_WITHIN_MS = 2_000;
/** How long an answer is reused. The probes are open to all, so asking often must cost nothing. */
const REMEMBERED_MS = 500;

/** Whether the process can work. A probe resolves when its part answers within `withinMs`, and rejects otherwise. */
export interface Health {
  probes: Record<string, (withinMs: number) => Promise<void>>;
  /** True once the process has been asked to stop and wants no new work. */
  isStopping(): boolean;
}

type Report = { status: 'ready' | 'not-ready' | 'stopping' } & Record<string, string>;

/** `/livez`: the process runs. `/readyz`: everything it needs answers, each part with its state; 503 when one does not. */
export function registerHealth(app: Hono<AppEnv>, health: Health): void {
  const look = remembered(() => inspect(health));
  app.get('/livez', (c) => c.json({ status: 'alive' }, 200));
  app.get('/readyz', async (c) => {
    const report = health.isStopping() ? { status: 'stopping' as const } : await look();
    return c.json(report, report.status === 'ready' ? 200 : 503);
  });
}

async function inspect({ probes }: Health): Promise<Report> {
  const states = await Promise.all(
    Object.entries(probes).map(async ([name, probe]) => {
      const up = await probe(PROBE_WITHIN_MS).then(
        () => true,
        () => false,
      );
      return [name, up ? 'up' : 'down'] as const;
    }),
  );
  const ready = states.every(([, state]) => state === 'up');
  return { status: ready ? 'ready' : 'not-ready', ...Object.fromEntries(states) };
}

function remembered<T>(look: () => Promise<T>): () => Promise<T> {
  let last: { answer: Promise<T>; until: number } | null = null;
  return () => {
    if (last === null || last.until < Date.now()) last = { answer: look(), until: Date.now() + REMEMBERED_MS };
    return last.answer;
  };
}
