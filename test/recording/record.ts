import { expect, inject, it } from 'vitest';
import { EncryptionCodec } from '../../worker/platform/index.ts';
import { restingLength } from '../support/history.ts';
import { startReceiver } from '../support/receiver.ts';
import { startRig, type Rig } from '../support/rig.ts';
import { CALM_LIVES, HASTY_LIVES, type Lives } from './lives.ts';
import { portable } from './portable.ts';
import { storeHistories } from './store.ts';

const CALM = { POLICY_STEP_BOUND: '3s', POLICY_STEP_RETRY: '1h' };
const HASTY = {
  POLICY_LOST_RETURN_AFTER: '1s',
  POLICY_AUTHORIZATION_WINDOW: '2s',
  POLICY_APPROVAL_POLL: '500ms',
  POLICY_APPROVAL_DEADLINE: '3s',
  POLICY_EXPIRY_WARNING: '1s',
};

// Run by `npm run histories`, not with the tests: it writes.
it('records every kind of life', async () => {
  const histories = new Map([...(await played(CALM, CALM_LIVES)), ...(await played(HASTY, HASTY_LIVES))]);
  expect(histories.size).toBe(Object.keys({ ...CALM_LIVES, ...HASTY_LIVES }).length);
  await storeHistories(inject('version'), histories);
});

/** Lives on servers of their own, which replay everything when they stop. */
async function played(policy: Record<string, string>, lives: Lives): Promise<[name: string, history: string][]> {
  const receiver = await startReceiver();
  const rig = await startRig({ ...policy, ...receiver.env });
  try {
    return await live(rig, lives);
  } finally {
    await rig.stop();
    await receiver.close();
  }
}

/** Lives one after the other, and takes each history when its workflow rests. */
async function live(rig: Rig, lives: Lives): Promise<[name: string, history: string][]> {
  const codec = new EncryptionCodec(rig.config.codec.keys);
  const lived: [string, string][] = [];
  for (const [name, life] of Object.entries(lives)) {
    const handle = rig.temporal.client.workflow.getHandle(await life(rig));
    await restingLength(handle);
    lived.push([name, await portable(await handle.fetchHistory(), codec)]);
  }
  return lived;
}
