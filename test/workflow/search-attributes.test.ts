import { describe, expect, it } from 'vitest';
import { find } from '../../worker/commands/find.ts';
import { createWorkflowClient } from '../../worker/platform/workflow-client/client.ts';
import { until } from '../stack/wait.ts';
import { clearText } from '../support/history.ts';
import { storedAttempt } from '../support/opening.ts';
import { adoptAll, madeElsewhere } from '../support/made-elsewhere.ts';
import { openCheckout } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';

describe.each(['number', 'hash'] as const)('a checkout in Temporal with SEARCH_ATTRIBUTES=%s', (form) => {
  const rig = withRig({ SEARCH_ATTRIBUTES: form });

  it('is found by its order number, without an event of its own', async () => {
    const attempt = await storedAttempt(rig);
    const limits = { updateMs: 20_000, callMs: 5_000 };
    await createWorkflowClient(rig.temporal.client, rig.config.temporal.taskQueue, limits).open(attempt);
    const lines: string[] = [];
    const isFound = async () =>
      (await find(rig.config, attempt.merchantOrderId, (line) => lines.push(line))) ? true : undefined;
    await until('the checkout to be found', isFound, { deadlineMs: 60_000, everyMs: 100 });
    expect(lines.at(-1)).toContain(attempt.id);
    const history = await rig.temporal.client.workflow.getHandle(attempt.id).fetchHistory();
    expect(history.events?.some((event) => event.upsertWorkflowSearchAttributesEventAttributes != null)).toBe(false);
    expect(clearText(history).includes(attempt.merchantOrderId)).toBe(form === 'number');
    const none: string[] = [];
    expect(await find(rig.config, "O'Brien", (line) => none.push(line))).toBe(false);
  });
});

describe('an adopted order with search attributes', () => {
  const rig = withRig({ SEARCH_ATTRIBUTES: 'number' });

  it('is found by its number as well', async () => {
    const order = await madeElsewhere(rig);
    const { ids } = await adoptAll(rig.config, [order]);
    const described = await rig.temporal.client.workflow.getHandle(ids[0] ?? '').describe();
    const attributes = described.typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]);
    expect(Object.fromEntries(attributes)).toMatchObject({ CheckoutOrder: order.number, CheckoutChannel: 'default' });
  });
});

describe('without search attributes', () => {
  const rig = withRig();

  it('a checkout has none, and nobody is told that it cannot be found', async () => {
    const { id } = await openCheckout(rig);
    const described = await rig.temporal.client.workflow.getHandle(id).describe();
    expect(described.typedSearchAttributes.getAll().filter(({ key }) => key.name.startsWith('Checkout'))).toEqual([]);
    await expect(find(rig.config, 'ORD-1', () => undefined)).rejects.toThrow('SEARCH_ATTRIBUTES is off');
  });
});
