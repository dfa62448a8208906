import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../activities/upkeep/audit.ts';
import { audit } from '../../worker/commands/audit.ts';
import { reconcile } from '../../worker/commands/reconcile.ts';
import { startTestTemporal } from '../stack/services.ts';
import { withApi } from './with-api.ts';

/** How many updates this server lets a process take; Temporal's own default is 2,000. */
const UPDATES = 5;

describe('a process that has taken as many requests as Temporal allows', () => {
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

  it('says so, is shown before that, and is named by audit and reconciliation', async () => {
    const { id, path } = await shop.authorized();
    const issue = () => api.post(`${path}/invoices`, { amount_cents: 1_000 });
    for (let n = 2; n < UPDATES; n += 1) expect(await issue()).toMatchObject({ status: 201 });
    const full = { status: 409, body: { code: 'process-full', detail: expect.stringContaining('an operator') } };
    expect(await issue()).toMatchObject(full);
    expect(await api.post(`${path}/cancel`, {})).toMatchObject(full);
    const shown = async () => (await api.get(path)).body.attention;
    const long = { code: 'history-long', message: expect.stringContaining('asked nearly as often') };
    await expect.poll(shown, { timeout: 10_000 }).toMatchObject(long);
    const { message } = await shown();

    const found: Finding[] = [];
    await audit(rig.config, (finding) => found.push(finding));
    expect(found).toEqual([{ checkoutId: id, about: 'history', why: message }]);
    expect((await reconcile(rig.config)).unrepaired).toEqual([{ checkoutId: id, why: message }]);
    await rig.temporal.client.workflow.getHandle(id).cancel();
    await expect.poll(async () => (await api.get(path)).body.status, { timeout: 10_000 }).toBe('canceled');
  }, 120_000);
});
