import { describe, expect, it } from 'vitest';
import { openCheckout } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';

const WITHIN_MS = 5_000;

describe('ready', () => {
  const rig = withRig({}, { worker: false });

  it('is the API while a worker asks for work, and a worker while it does and is not being stopped', async () => {
    const { temporal } = rig;
    await expect(temporal.probeWorkers(WITHIN_MS)).rejects.toThrow('No worker asks');
    const worker = await rig.startWorker();
    await openCheckout(rig);
    await expect(temporal.probeWorkers(WITHIN_MS)).resolves.toBeUndefined();
    const { probes, isStopping } = worker.health;
    await expect(Promise.all(Object.values(probes).map((probe) => probe(WITHIN_MS)))).resolves.toHaveLength(2);
    expect(isStopping()).toBe(false);
    await worker.stop();
    expect(isStopping()).toBe(true);
    await expect(probes['temporal']?.(WITHIN_MS)).rejects.toThrow('not asked for work');
  });
});
