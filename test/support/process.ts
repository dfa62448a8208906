import { vi } from 'vitest';
import type { UpdateDefinition } from '@temporalio/common';
import type { Answer } from '../../workflows/contract/messages.ts';
import { apruveEventSignal, retryUpdate } from '../../workflows/contract/messages.ts';
import type { Rig } from './rig.ts';
import { readCheckout, readRows } from './shop.ts';

/** One running checkout, as a test drives it. */
export function processOf(rig: Rig, id: string) {
  const handle = rig.temporal.client.workflow.getHandle(id);
  let events = 0;
  return {
    handle,
    ask: <Request>(update: UpdateDefinition<Answer, [Request]>, request: Request): Promise<Answer> =>
      handle.executeUpdate(update, { args: [request] }),
    retry: (): Promise<Answer> => handle.executeUpdate(retryUpdate),
    /** Signals an Apruve event to the process, as the receiver does. */
    hear: (event: string, about: { orderId?: string; invoiceId?: string }): Promise<void> =>
      handle.signal(apruveEventSignal, { uuid: `${id}-${(events += 1)}`, event, ...about }),
    facts: async () => {
      const { facts } = await readCheckout(rig, id);
      if (facts === null) throw new Error(`${id} is not open`);
      return facts;
    },
    row: () => readCheckout(rig, id),
    /** `action amount active successful` of every payment transaction, oldest first. */
    rows: async (): Promise<[string, number, boolean, boolean][]> =>
      (await readRows(rig, id)).map(({ action, amountCents, active, successful }) => [action, amountCents, active, successful]),
    /** Waits until the ledger shows a status. */
    reaches: (status: string): Promise<unknown> =>
      vi.waitUntil(async () => (await readCheckout(rig, id)).status === status, { timeout: 60_000, interval: 50 }),
  };
}

/** What a refused update rejects with. */
export const refusal = (type: string) => ({ cause: { type } });
