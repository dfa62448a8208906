import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestTemporal } from '../stack/services.ts';
import { withApi } from './with-api.ts';

/** How many updates this server lets a process take; Temporal's own default is 2,000. */
const UPDATES = 10;

describe('a process that is asked more often than Temporal allows one history', () => {
  let server: Awaited<ReturnType<typeof startTestTemporal>> | undefined;
  let dir = '';
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'apruve-checkout-full-'));
    server = await startTestTemporal(dir, [`history.maxTotalUpdates=${UPDATES}`]);
  });
  afterAll(async () => {
    await server?.stop();
    await rm(dir, { recursive: true, force: true });
  });
  const { rig, api, shop } = withApi({ env: () => ({ TEMPORAL_ADDRESS: server?.address ?? '' }) });

  it('goes on in a new history when it rests, and is never full', async () => {
    const { id, path } = await shop.authorized();
    const handle = rig.temporal.client.workflow.getHandle(id);
    const { runId } = await handle.describe();
    for (let n = 0; n < 2 * UPDATES; n += 1) {
      const asked = await api.post(`${path}/invoices`, { amount_cents: 100 });
      expect(asked).toMatchObject({ status: 201 });
      const rests = async () => {
        const { raw, historyLength } = await handle.describe();
        return raw.pendingWorkflowTask == null && historyLength > 0;
      };
      await expect.poll(rests, { timeout: 10_000 }).toBe(true);
    }
    expect((await handle.describe()).runId).not.toBe(runId);
    expect((await api.get(path)).body).toMatchObject({ attention: null, credit: { invoiced_cents: 100 * 2 * UPDATES } });
  }, 120_000);
});
