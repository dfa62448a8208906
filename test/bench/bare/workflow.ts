import { condition, defineSignal, defineUpdate, proxyActivities, proxyLocalActivities, setHandler } from '@temporalio/workflow';

interface Activities {
  work: (name: string) => Promise<string>;
}

const { work: open } = proxyLocalActivities<Activities>({ startToCloseTimeout: '2s' });
const { work } = proxyActivities<Activities>({ startToCloseTimeout: '30s' });

export const openUpdate = defineUpdate<string>('open');
export const authorizeUpdate = defineUpdate<string>('authorize');
export const invoiceUpdate = defineUpdate<string>('invoice');
export const closedSignal = defineSignal('closed');

/**
 * The shape of a happy checkout and nothing else: opened by a local activity, authorized by one activity, invoiced and shipped by two,
 * paid after a signal and one more. What it costs is what Temporal costs.
 */
export async function bareWorkflow(): Promise<string> {
  let closed = false;
  setHandler(openUpdate, () => open('open'));
  setHandler(authorizeUpdate, () => work('authorize'));
  setHandler(invoiceUpdate, async () => {
    await work('invoice');
    return work('shipment');
  });
  setHandler(closedSignal, () => {
    closed = true;
  });
  await condition(() => closed, '24h');
  return work('close');
}
