import { expect, it } from 'vitest';
import { createActivities } from '../../../activities/index.ts';
import { openLedger } from '../../../activities/ledger/database.ts';

const nothing = (): Promise<never> => Promise.reject(new Error('not asked for here'));

it('a failed query tells nobody what it was about', async () => {
  const { db } = openLedger('postgres://nobody@127.0.0.1:1/none');
  const process = {
    isRunning: nothing,
    runningAmong: nothing,
    countRunning: nothing,
    listRunning: nothing,
    isWaitingFor: nothing,
    findJams: nothing,
    signalEvent: nothing,
    releaseOrder: nothing,
    findOrphans: nothing,
    signalAttention: nothing,
    signalReceiver: nothing,
    signalAfterEnd: nothing,
    handOver: nothing,
  };
  const { makeReturn } = createActivities({
    db,
    clock: () => new Date(),
    workflows: process,
    channel: nothing,
    wakeSender: () => {},
    reconciliation: { everyMs: 1, requestsPerSecond: 1 },
  });
  const policy = { unknownOutcomeWaitMs: 0, stepBoundMs: 0, stepRetryMs: 0 };
  const request = { requestId: 'r', invoiceId: 'i', amountCents: 1, reason: 'OTHER' };
  const failure = await makeReturn({ checkoutId: 'chk_of_a_buyer', policy }, request).catch((error: unknown) => error);
  expect(String(failure)).toMatch(/^Error: The ledger failed: .*ECONNREFUSED/);
  expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain('chk_of_a_buyer');
});
