import { workflowInfo } from '@temporalio/workflow';
import { testReceiver } from './activity-proxies.ts';
import type { ReceiverTest } from './contract/receiver.ts';

/** Sends a receiver a test notification. Its secret is the worker's, so the API asks by this. */
export async function testReceiverWorkflow(channel: string, receiver: string): Promise<ReceiverTest> {
  return testReceiver(channel, receiver, workflowInfo().runId);
}
