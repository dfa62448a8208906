import { describe, expect, it } from 'vitest';
import { cancelUpdate, sendInvoiceSignal, sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { goOnInNewRun, withTwoBuilds } from '../support/new-runs.ts';
import { processOf, refusal } from '../support/process.ts';
import { authorizedCheckout, control, fault } from '../support/shop.ts';

describe('a run that ends while the process goes on', () => {
  const rig = withTwoBuilds({ POLICY_STEP_BOUND: '3s', POLICY_STEP_RETRY: '1h' });

  /** An authorized checkout after two invoices, in its second run. */
  const secondRun = async () => {
    const opened = await authorizedCheckout(rig);
    const checkout = processOf(rig, opened.id);
    const asked = { merchantInvoiceId: 'INV-1', amountCents: 1_000, requestId: 'r-1' };
    const answer = await checkout.handle.executeUpdate(sendInvoiceUpdate, { args: [asked], updateId: 'update-1' });
    await checkout.ask(sendInvoiceUpdate, { merchantInvoiceId: 'INV-2', amountCents: 1_000 });
    const first = await goOnInNewRun(rig, checkout.handle);
    return { ...opened, checkout, asked, answer, first };
  };

  it('is followed by a new one, in which all is known that was known', async () => {
    const { id, checkout, first } = await secondRun();
    const { status } = await rig.temporal.client.workflow.getHandle(id, first).describe();
    expect(status.name).toBe('CONTINUED_AS_NEW');
    expect(await checkout.facts()).toMatchObject({ invoices: [{ number: 'INV-1' }, { number: 'INV-2' }], attentions: [] });
    expect(await checkout.ask(sendInvoiceUpdate, { merchantInvoiceId: 'INV-2', amountCents: 1_000 })).toMatchObject({
      created: false,
    });
    await expect(checkout.ask(sendInvoiceUpdate, { merchantInvoiceId: 'INV-2', amountCents: 900 })).rejects.toMatchObject(
      refusal('invoice-conflict'),
    );
    await checkout.ask(cancelUpdate, {});
    expect((await checkout.row()).status).toBe('canceled');
  });

  it('leaves the answer to an update that is sent once more under its id, also a refusal', async () => {
    const { checkout, asked, answer } = await secondRun();
    const again = { args: [asked] as [typeof asked], updateId: 'update-1' };
    expect(await checkout.handle.executeUpdate(sendInvoiceUpdate, again)).toEqual(answer);
    const tooMuch = { args: [{ amountCents: 999_999_999 }] as [{ amountCents: number }], updateId: 'update-2' };
    await expect(checkout.handle.executeUpdate(sendInvoiceUpdate, tooMuch)).rejects.toMatchObject(refusal('credit-exceeded'));
    for (const merchantInvoiceId of ['INV-3', 'INV-4'])
      await checkout.ask(sendInvoiceUpdate, { merchantInvoiceId, amountCents: 500 });
    await goOnInNewRun(rig, checkout.handle);
    await expect(checkout.handle.executeUpdate(sendInvoiceUpdate, tooMuch)).rejects.toMatchObject(refusal('credit-exceeded'));
    expect((await checkout.facts()).invoices).toHaveLength(4);
  });

  it('does not do twice what was asked by signal, or told by an event', async () => {
    const { checkout, asked } = await secondRun();
    await checkout.handle.signal(sendInvoiceSignal, asked);
    await checkout.ask(sendInvoiceUpdate, { merchantInvoiceId: 'INV-3', amountCents: 1_000 });
    expect((await checkout.facts()).invoices.map(({ number }) => number)).toEqual(['INV-1', 'INV-2', 'INV-3']);
  });

  it('leaves a stuck step to be done again, once', async () => {
    const { id, apruveOrderId } = await authorizedCheckout(rig);
    const checkout = processOf(rig, id);
    await fault(rig, { method: 'POST', path: `/orders/${apruveOrderId}/invoices`, times: 1000, status: 503 });
    const stuck = await checkout.ask(sendInvoiceUpdate, { merchantInvoiceId: 'INV-1', amountCents: 1_000 });
    expect(stuck).toMatchObject({ outcome: 'unresolved' });
    await checkout.retry();
    await goOnInNewRun(rig, checkout.handle);
    expect((await checkout.facts()).unresolved).toHaveLength(1);
    await control(rig, 'DELETE', '/faults');
    expect(await checkout.retry()).toMatchObject({ outcome: 'done' });
    expect(await checkout.facts()).toMatchObject({ unresolved: [], invoices: [{ number: 'INV-1' }] });
  });
});
