import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { emptyLedger, unfinishedCheckouts } from '../../support/tables.ts';
import { listen } from '../../../api/http/server.ts';
import { startApi, type Api } from '../../api/api.ts';
import { BUYER, POOR_BUYER } from '../../sandbox/server.ts';
import { startReceiver, type Receiver } from '../../support/receiver.ts';
import { startRig, type Rig } from '../../support/rig.ts';
import { creditOf } from '../model/money.ts';
import type { Model, Setting } from '../model/state.ts';
import { patience } from '../plan.ts';
import type { Kept } from './ask.ts';
import { sandboxOf, type SandboxControls } from './sandbox.ts';
import { Story } from './story.ts';

/** Waits that no sequence wants to wait for; what is stuck comes back by `retry`, or after a moment. */
const POLICY = {
  POLICY_UNKNOWN_OUTCOME_WAIT: '150ms',
  POLICY_STEP_BOUND: `${Math.ceil(4 * patience)}s`,
  POLICY_STEP_RETRY: '200ms',
};

/** How long an answer may take: on a busy machine longer than a shop would wait. */
const PATIENT_MS = 20_000;

/** Signs a webhook in a fraction of the time that a key of full length needs. */
const quickKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** The real parts of one line of sequences: a sandbox, a database, a worker and an API of its own. */
export interface Lane {
  rig: Rig;
  api: Api;
  sandbox: SandboxControls;
  /** The shop's receiver of notifications. */
  receiver: Receiver;
  paidMeans: Model['paidMeans'];
  /** The last request under an idempotency key. */
  kept: Kept | null;
  /** What was done in this sequence, in words. */
  story: Story;
  /** The lines of the last sequence that failed: in the end, of the shortest. */
  failed: string[];
  /** The first one that failed, before it was made shorter. */
  failedFirst: { setting: Setting; story: string[]; error: unknown } | null;
  /** How long what has been asked for may take to show. */
  patienceMs: number;
  /** A stuck step was refused when it was retried. It is shown as attention, which the model does not distinguish from others. */
  refusedLate: boolean;
  /** True once nothing more is done in the sequence. */
  resting: boolean;
  /** False while a sequence is under way, and after one that failed. */
  atRest: boolean;
  /** Empties ledger and sandbox for the next sequence; what a failed one left running is ended. */
  reset(model: Model): Promise<void>;
  /** Replays every workflow that ran here, and stops all parts. */
  stop(): Promise<void>;
}

export async function startLane(paidMeans: Model['paidMeans']): Promise<Lane> {
  const receiver = await startReceiver();
  const rig = await startRig(
    { ...POLICY, ...receiver.env, PAID_MEANS: paidMeans, LOG_LEVEL: 'fatal' },
    { signingKeyPem: quickKey() },
  );
  const api = await startApi(rig, { answerWithinMs: PATIENT_MS });
  const server = await listen(api.app.fetch, 0);
  const webhook_url = `http://127.0.0.1:${server.port}/webhooks/apruve/${rig.env['APRUVE_WEBHOOK_TOKEN']}`;
  const sandbox = sandboxOf(rig);
  const lane: Lane = {
    rig,
    api,
    sandbox,
    receiver,
    paidMeans,
    kept: null,
    story: new Story(),
    failed: [],
    failedFirst: null,
    patienceMs: 20_000 * patience,
    refusedLate: false,
    resting: false,
    atRest: true,
    reset: async (model) => {
      if (!lane.atRest) await endRunning(rig);
      Object.assign(lane, { atRest: false, resting: false, refusedLate: false, kept: null, story: new Story() });
      receiver.taken.length = 0;
      await emptyLedger(rig.ledger.db);
      await emptySandbox(lane, webhook_url, model);
    },
    stop: async () => {
      await rig.stop();
      await receiver.close();
      await server.drain(1_000);
    },
  };
  return lane;
}

/** Nothing is left at Apruve; webhooks are held, and the buyers have the credit that the sequence is about. */
async function emptySandbox({ rig, sandbox }: Lane, webhook_url: string, model: Model): Promise<void> {
  await sandbox.must('POST', '/reset');
  await sandbox.must('PATCH', `/merchants/${rig.sandbox.merchants.default.merchantId}`, { webhook_url });
  await sandbox.must('PUT', '/webhooks/mode', { hold: true });
  const { accounts } = await sandbox.state();
  const credits = new Map([
    [BUYER, creditOf(model)],
    [POOR_BUYER, 0],
  ]);
  for (const { id, authorized_buyers } of accounts) {
    const credit_amount_cents = credits.get(authorized_buyers[0]?.email ?? '');
    if (credit_amount_cents !== undefined) await sandbox.must('PATCH', `/accounts/${id}`, { credit_amount_cents });
  }
}

/** A sequence that ended at rest leaves processes that wait for nothing; one that failed would go on in the next. */
async function endRunning({ ledger, temporal }: Rig): Promise<void> {
  for (const id of await unfinishedCheckouts(ledger.db)) {
    for (const workflow of [id, `${id}/returns`]) {
      await temporal.client.workflow
        .getHandle(workflow)
        .terminate('The sequence is over.')
        .catch(() => undefined);
    }
  }
}

export const uniqueNumber = (): string => `M-${randomUUID().slice(0, 8)}`;
