import { createDispatcher } from '../../activities/apruve/http.ts';
import type { ActivityDeps } from '../../activities/deps.ts';
import { createActivities, type Activities } from '../../activities/index.ts';
import { allocateAttempt } from '../../activities/ledger/attempts.ts';
import type { CheckoutRow } from '../../activities/ledger/checkouts.ts';
import { createChannels } from '../../worker/channels.ts';
import { createWorkflowClient } from '../../worker/platform/workflow-client/client.ts';
import type { Rig } from './rig.ts';
import { anOrder } from './shop.ts';

/** An attempt in the ledger, as the API stores it before its workflow is started. */
export async function storedAttempt(rig: Rig): Promise<CheckoutRow> {
  const order = anOrder();
  const customer = { email: null, name: null, id: null, country: null, group: null };
  const { policy } = rig.config;
  const wanted = {
    channel: 'default',
    mode: rig.config.apruve.channel?.mode ?? 'test',
    order,
    customer,
    contentHash: 'h',
    paidMeans: 'closed' as const,
    policy,
  };
  return (await allocateAttempt(rig.ledger.db, wanted)).checkout;
}

/** Opens an attempt as its workflow would, without one. */
export const openInLedger = (rig: Rig, { input }: CheckoutRow): Promise<void> =>
  activitiesOf(rig).openCheckout(input, new Date().toISOString());

/** The activities as a worker has them, to be called without one. */
export const activitiesOf = (rig: Rig): Activities => createActivities(depsOf(rig));

/** What a worker gives to each activity. */
export function depsOf({ config, ledger, temporal }: Rig): ActivityDeps {
  const workflows = createWorkflowClient(temporal.client, config.temporal.taskQueue, { updateMs: 5_000, callMs: 5_000 });
  const channel = createChannels(config, { db: ledger.db, dispatcher: createDispatcher(null) });
  const { reconciliation } = config;
  return { db: ledger.db, clock: () => new Date(), channel, workflows, reconciliation, wakeSender: () => {} };
}
