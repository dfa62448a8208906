import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ACTIVITY_NAMES } from '../../activities/index.ts';
import { CALLED_ACTIVITIES, CARRIED_FORMAT } from '../../workflows/contract/build.ts';
import type { CheckoutInput } from '../../workflows/contract/checkout.ts';
import { checkoutQuery, sendInvoiceUpdate, WORKFLOW_TYPE, type Answer } from '../../workflows/contract/messages.ts';
import type { Carried } from '../../workflows/process/carried.ts';
import { dataConverter } from '../../worker/platform/index.ts';
import { goOnInNewRun, withTwoBuilds } from '../support/new-runs.ts';
import { processOf } from '../support/process.ts';
import { readReleases, storeRelease } from '../support/released.ts';
import { authorizedCheckout, control, fault } from '../support/shop.ts';
import { loadDataConverter } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';

const releases = await readReleases();

/** A value without its content: what is there, and of which type. Of a list, what its elements have together. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [value.map(shapeOf).reduce(together)];
  if (typeof value !== 'object' || value === null) return value === null ? null : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
}

const together = (one: unknown, other: unknown): unknown =>
  typeof one === 'object' && typeof other === 'object' && !Array.isArray(one) ? { ...other, ...one } : one;

describe('what builds need of each other only grows', () => {
  const rig = withTwoBuilds({ POLICY_STEP_BOUND: '2s', POLICY_STEP_RETRY: '1h' });

  /** What a process with an invoice and a stuck step carries into its next run. */
  const carriedToday = async (): Promise<{ input: CheckoutInput; carried: Carried }> => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const { handle, ...checkout } = processOf(rig, id);
    const asked = { merchantInvoiceId: 'INV-1', amountCents: 1_000, requestId: 'r-1', shipment: { shipper: 'UPS' } };
    await handle.executeUpdate(sendInvoiceUpdate, { args: [asked], updateId: 'update-1' });
    await fault(rig, { method: 'POST', path: `/orders/${apruveOrderId}/invoices`, times: 1000, status: 503 });
    await checkout.ask(sendInvoiceUpdate, { merchantInvoiceId: 'INV-2', amountCents: 1_000 });
    await checkout.retry();
    await control(rig, 'DELETE', '/faults');
    await goOnInNewRun(rig, handle);
    const { events } = await handle.fetchHistory();
    const payloads = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads;
    const converter = loadDataConverter(dataConverter(rig.config.codec.keys));
    const [input, carried] = (await decodeArrayFromPayloads(converter, payloads)) as [CheckoutInput, Carried];
    return { input, carried };
  };

  it('an activity is registered one release before a workflow calls it, and stays', () => {
    for (const [, { registered }] of releases) expect(ACTIVITY_NAMES).toEqual(expect.arrayContaining([...registered]));
    expect(releases.at(-1)?.[1].registered).toEqual(expect.arrayContaining([...CALLED_ACTIVITIES]));
    expect(ACTIVITY_NAMES).toEqual(expect.arrayContaining([...CALLED_ACTIVITIES]));
  });

  it('what a process carries keeps all that the last release carried, as it was', async () => {
    const today = await carriedToday();
    const version = process.env['RELEASED'];
    if (version !== undefined) await storeRelease(version, { registered: ACTIVITY_NAMES, ...today });
    const last = (await readReleases()).at(-1)?.[1];
    if (last === undefined) throw new Error('no release is written down');
    expect(today.carried.format).toBe(CARRIED_FORMAT);
    expect(CARRIED_FORMAT, 'the last release has to read it first').toBe(last.carried.format);
    expect(shapeOf(today.carried)).toMatchObject(shapeOf(last.carried) as object);
  });

  it.each(releases)('a process goes on with what one of %s has carried', async (_, { input, carried }) => {
    const handle = await rig.temporal.client.workflow.start(WORKFLOW_TYPE, {
      workflowId: `grown-${randomUUID()}`,
      taskQueue: rig.config.temporal.taskQueue,
      args: [input, carried],
    });
    expect(await handle.query(checkoutQuery)).toEqual(carried.facts);
    const [[updateId, settled] = []] = carried.answers.filter(([id]) => id === 'update-1');
    const again = await handle.executeUpdate<Answer, [object]>('sendInvoice', {
      args: [{ amountCents: 1 }],
      updateId: String(updateId),
    });
    expect({ answer: again }).toEqual(settled);
    await handle.terminate();
  });
});
