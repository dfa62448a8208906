import { remembered } from './remembered.ts';

const PROBE_WITHIN_MS = 2_000;
/** How long an answer is reused. The probes are open to all, so asking often must cost nothing. */
const REMEMBERED_MS = 500;

/** Whether the process can work. A probe resolves when its part answers within `withinMs`, and rejects otherwise. */
export interface Health {
  probes: Record<string, (withinMs: number) => Promise<void>>;
  /** True once the process has been asked to stop and wants no new work. */
  isStopping: () => boolean;
}

export type HealthReport = { status: 'ready' | 'not-ready' | 'stopping' } & Record<string, string>;

/** Looks whether everything that the process needs answers, each part with its state. */
export function createLook(health: Health): () => Promise<HealthReport> {
  const look = remembered(() => inspect(health), REMEMBERED_MS);
  return async () => (health.isStopping() ? { status: 'stopping' } : look());
}

async function inspect({ probes }: Health): Promise<HealthReport> {
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
