import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { requestArrives } from '../support/shop.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { orderBody, storefront } from '../support/storefront.ts';
import { withReceiver } from '../support/with-rig.ts';

describe('when a process is killed', () => {
  const receiver = withReceiver();
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startTestStack(receiver.env);
  });
  afterAll(() => stack.stop());

  const kill = (part: 'worker' | 'api'): number => {
    const pid = stack.stack.info.pids[part];
    process.kill(pid, 'SIGKILL');
    return pid;
  };

  it('the worker, inside the opening of a checkout: the shop waits seconds, not ten', async () => {
    const shop = storefront(stack);
    const database = new Pool({ connectionString: stack.config.database.url, max: 2 });
    const lock = await database.connect();
    await lock.query('begin; lock table payment_transactions in share mode');
    const began = performance.now();
    const opening = shop.open();
    const blocked = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await vi.waitUntil(async () => (await database.query(blocked)).rows.length > 0, { timeout: 60_000, interval: 10 });
    const former = kill('worker');
    await lock.query('rollback');
    const { status, body } = await opening;
    const waited = performance.now() - began;
    lock.release();
    await database.end();
    expect(status).toBe(201);
    expect(waited).toBeLessThan(9_000);
    await stack.stack.waitForRestart('worker', former);
    await shop.authorize(body.id, await shop.lightbox(body));
    await shop.reaches(body.id, 'authorized');
  });

  it('the worker, between authorization and invoice: the checkout goes on, with one invoice', async () => {
    const shop = storefront(stack);
    const checkout = await shop.authorized();
    const former = kill('worker');
    await stack.stack.waitForRestart('worker', former);
    const invoiced = await stack.api<{ id: string }>('POST', `/v1/checkouts/${checkout.id}/invoices`, {});
    expect(invoiced.status).toBe(201);
    await stack.control('POST', `/invoices/${invoiced.body.id}/pay`);
    await shop.reaches(checkout.id, 'paid');
    const { body } = await stack.control<{ invoices: { order_id: string }[] }>('GET', '/state');
    expect(body.invoices.filter(({ order_id }) => order_id === checkout.apruve_order_id)).toHaveLength(1);
  });

  it('the worker, while it sends a notification: another sender has it within ten seconds', async () => {
    const tried = receiver.tries.length;
    receiver.answer = () => new Promise(() => {});
    const shop = storefront(stack);
    const { body } = await shop.open();
    await vi.waitUntil(() => receiver.tries.length > tried, { timeout: 20_000, interval: 10 });
    const triedAt = performance.now();
    receiver.answer = () => null;
    const former = kill('worker');
    await stack.stack.waitForRestart('worker', former);
    const [told] = await receiver.of(body.id, (types) => types.length === 1);
    expect(performance.now() - triedAt).toBeLessThan(10_000);
    expect(told).toMatchObject({ type: 'checkout.awaiting_authorization', sequence: 1 });
  });

  it('the API, during an open request: the checkout goes on, and the repeat is answered', async () => {
    const shop = storefront(stack);
    const checkout = await shop.authorized();
    await stack.control('POST', '/faults', {
      method: 'POST',
      path: `/orders/${checkout.apruve_order_id}/invoices`,
      times: 1,
      delay_ms: 1_500,
    });
    const invoice = { merchant_invoice_id: 'INV-K' };
    const sent = stack.api('POST', `/v1/checkouts/${checkout.id}/invoices`, invoice).catch((error: unknown) => error);
    await requestArrives(
      { sandbox: { url: String(stack.stack.info.sandbox_url) } },
      `/orders/${checkout.apruve_order_id}/invoices`,
    );
    const former = kill('api');
    await sent;
    await stack.stack.waitForRestart('api', former);
    const again = await stack.api('POST', `/v1/checkouts/${checkout.id}/invoices`, invoice);
    expect([200, 202]).toContain(again.status);
    await shop.reaches(checkout.id, 'invoiced');
    expect((await shop.get(checkout.id)).invoices).toHaveLength(1);
  });

  it('the same order is opened once although its API died in the middle', async () => {
    const shop = storefront(stack);
    const body = orderBody();
    const first = stack.api('POST', '/v1/checkouts', body).catch((error: unknown) => error);
    const former = kill('api');
    await first;
    await stack.stack.waitForRestart('api', former);
    const repeat = await stack.api('POST', '/v1/checkouts', body);
    expect([200, 201]).toContain(repeat.status);
    expect(repeat.body.attempt).toBe(1);
    await shop.authorize(repeat.body.id, await shop.lightbox(repeat.body));
    await shop.reaches(repeat.body.id, 'authorized');
  });
});
