import { describe, expect, it } from 'vitest';
import { sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { processOf } from '../support/process.ts';
import { authorizedCheckout, control, fault, readCheckout, readRows, sandboxState } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';

describe('an answer of Apruve that cannot be read', () => {
  const rig = withRig({ POLICY_STEP_BOUND: '1500ms', POLICY_STEP_RETRY: '1h' });

  it('is a refusal where it refuses, and is sent once', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    await fault(rig, { method: 'POST', path: `/orders/${apruveOrderId}/invoices`, status: 400, body: 'Invoice refused\u0000' });
    const sent = processOf(rig, id).ask(sendInvoiceUpdate, { merchantInvoiceId: 'A' });
    await expect(sent).rejects.toMatchObject({ cause: { type: 'refused-by-apruve', message: 'Invoice refused' } });
    expect((await sandboxState(rig, apruveOrderId)).invoices).toEqual([]);
  });

  it('is done where a look-up finds what it did', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const path = `/orders/${apruveOrderId}/invoices`;
    await fault(rig, { method: 'POST', path, status: 201, body: '<html>', commit: 'before' });
    await expect(processOf(rig, id).ask(sendInvoiceUpdate, {})).resolves.toMatchObject({ outcome: 'done' });
    expect((await sandboxState(rig, apruveOrderId)).invoices).toHaveLength(1);
    expect(await readCheckout(rig, id)).toMatchObject({ status: 'invoiced', attention: null });
  });

  it('is not told as silence: the row keeps it, a sentence says what came, and nothing is lost', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const { ask, retry } = processOf(rig, id);
    const path = `/orders/${apruveOrderId}/invoices`;
    await fault(rig, { method: 'POST', path, status: 201, body: { id: 7 }, times: 1_000 });
    await expect(ask(sendInvoiceUpdate, { merchantInvoiceId: 'A' })).resolves.toMatchObject({ outcome: 'unresolved' });
    const { attention } = await readCheckout(rig, id);
    expect(attention).toMatchObject({
      code: 'apruve-unreadable',
      message: expect.stringMatching(/^Apruve answered 201 in a shape that cannot be read \(id: .* \(invoice:A\)\./),
    });
    const row = async () => (await readRows(rig, id)).find(({ step }) => step === 'invoice:A');
    expect(await row()).toMatchObject({ successful: false, response: { status: 201, body: { id: 7 } } });
    await control(rig, 'DELETE', '/faults');
    await expect(retry()).resolves.toMatchObject({ outcome: 'done', status: 'invoiced' });
    expect((await sandboxState(rig, apruveOrderId)).invoices).toHaveLength(1);
    expect(await row()).toMatchObject({ successful: true, response: { status: 201, body: { order_id: apruveOrderId } } });
    expect(await readCheckout(rig, id)).toMatchObject({ attention: null });
  });

  it('is kept while a later try finds Apruve closed', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const { ask, retry } = processOf(rig, id);
    const path = `/orders/${apruveOrderId}/invoices`;
    await fault(rig, { method: 'POST', path, status: 201, body: {} });
    await fault(rig, { method: 'POST', path, status: 429, times: 1_000 });
    await expect(ask(sendInvoiceUpdate, { merchantInvoiceId: 'A' })).resolves.toMatchObject({ outcome: 'unresolved' });
    await control(rig, 'DELETE', '/faults');
    await expect(retry()).resolves.toMatchObject({ outcome: 'done', status: 'invoiced' });
  });
});
