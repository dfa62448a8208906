import { RECEIVER_TEST, type ReceiverTest } from '../../workflows/contract/receiver.ts';
import type { ActivityDeps } from '../deps.ts';
import { deliver } from './deliver.ts';

/** Sends a receiver a signed message about nothing, once. Rejects only where the receiver is not known here. */
export async function testReceiver(
  { channel, clock }: ActivityDeps,
  channelId: string,
  receiverId: string,
  testId: string,
): Promise<ReceiverTest> {
  const { receivers, mode } = await channel(channelId, 'anew');
  const receiver = receivers.find(({ id }) => id === receiverId);
  if (receiver === undefined) throw new Error(`The channel ${channelId} has no receiver ${receiverId}.`);
  const now = clock();
  const message = {
    id: `ntf_test_${testId}`,
    type: RECEIVER_TEST,
    happenedAt: now,
    sequence: 0,
    apruveInvoiceId: null,
    data: { channel: channelId, mode },
  };
  const { status, error } = await deliver(receiver, message, now, new AbortController().signal);
  const detail = error === null ? `It was taken, with ${status}.` : `It was not taken: ${error}.`;
  return { ok: error === null, status, detail };
}
