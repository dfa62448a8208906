import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type Rig, checkedOut, invoiced, openSandbox, send } from './sandbox-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await openSandbox({ banner: 'Fast days' });
  onTestFinished(() => rig.close());
});

describe('the page', () => {
  const form = (path: string, fields: Record<string, string>) =>
    fetch(`${rig.url}${path}`, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { origin: rig.url },
      redirect: 'manual',
    });

  test('shows orders and plays the other side by plain forms', async () => {
    const order = await checkedOut(rig, { merchant_order_id: '<ORD>' }, { outcome: 'pending' });
    const { text } = await send(`${rig.url}/`);
    expect(text).toContain('&lt;ORD&gt;');
    expect(text).toContain(`action="/ui/act/orders/${order}/accept"`);
    expect((await form(`/ui/act/orders/${order}/accept`, { back: '/?q=ORD' })).headers.get('location')).toBe('/?q=ORD');
    expect((await rig.api('GET', `/orders/${order}`)).body).toMatchObject({ status: 'accepted' });
  });

  test('says why something was refused', async () => {
    const order = await checkedOut(rig, {}, { outcome: 'pending' });
    await rig.control('POST', `/orders/${order}/cancel`);
    const location = (await form(`/ui/act/orders/${order}/accept`, {})).headers.get('location') ?? '';
    expect((await send(`${rig.url}${location}`)).text).toContain('Order is canceled');
  });

  test('switches faults and the webhook mode', async () => {
    await form('/ui/faults', { method: 'any', path: '/orders', times: '2', status: '503', delay_ms: '0', commit: '' });
    await form('/ui/webhooks/mode', { shuffle: 'on' });
    expect((await rig.control('GET', '/faults')).body).toMatchObject({ items: [{ method: null, times: 2, status: 503 }] });
    expect((await rig.control('GET', '/webhooks/mode')).body).toMatchObject({ shuffle: true, hold: false });
    await form('/ui/faults/clear', {});
    expect((await rig.control('GET', '/faults')).body).toEqual({ items: [] });
  });

  test('takes no forms from other sites', async () => {
    const answer = await fetch(`${rig.url}/ui/faults/clear`, {
      method: 'POST',
      body: new URLSearchParams(),
      headers: { origin: 'https://evil.example' },
    });
    expect(answer.status).toBe(403);
  });

  test('shows an order with forms for all that may happen to it, amounts in dollars', async () => {
    const order = await checkedOut(rig);
    const invoice = await invoiced(rig, order, 1_000);
    const back = `/orders/${order}`;
    const { text } = await send(`${rig.url}${back}`);
    expect(text).toContain('Fast days');
    expect(text).toContain(`action="/ui/act/dashboard/orders/${order}/invoices"`);
    await form(`/ui/act/dashboard/orders/${order}/invoices`, { back, amount_cents: '12.5', issue_on_create: 'false' });
    await form(`/ui/act/invoices/${invoice}/payments`, { back, amount_cents: '4', status: 'captured', silent: 'true' });
    expect((await rig.api('GET', `/orders/${order}/invoices`)).body).toMatchObject([
      { status: 'open', amount_due: 600 },
      { status: 'pending', amount_cents: 1_250 },
    ]);
    const refused = await form(`/ui/act/dashboard/orders/${order}/invoices`, { back, amount_cents: '12.345' });
    expect(refused.headers.get('location')).toMatch(new RegExp(`^${back}\\?problem=`));
    expect((await send(`${rig.url}/orders/unknown`)).status).toBe(404);
  });

  test('leads to no other site', async () => {
    const order = await checkedOut(rig);
    const answer = await form(`/ui/act/orders/${order}/cancel`, { back: 'https://evil.example/x' });
    expect(answer.headers.get('location')).toBe('/x');
  });

  test('finds an older order by a part of its number or of its invoice, and has all the others on pages', async () => {
    const old = await checkedOut(rig, { merchant_order_id: 'SO-OLD' });
    await invoiced(rig, old, 100, { merchant_invoice_id: 'INV-OLD' });
    for (let n = 0; n < 25; n += 1) await checkedOut(rig, { merchant_order_id: `SO-${n}` });
    const shows = async (query: string): Promise<boolean> => (await send(`${rig.url}/${query}`)).text.includes('SO-OLD');
    expect([await shows(''), await shows('?page=2'), await shows('?q=so-ol'), await shows('?q=inv-old')]).toEqual([
      false,
      true,
      true,
      true,
    ]);
    expect(await shows('?q=SO-7')).toBe(false);
  });

  test('switches what is special about an account', async () => {
    const order = await checkedOut(rig);
    const [account] = ((await rig.control('GET', '/state')).body as { accounts: { id: string }[] }).accounts;
    await form(`/ui/act/accounts/${account?.id}`, { pays_at_issue: 'true', back: '/#accounts' });
    const invoice = await invoiced(rig, order, 1_000);
    expect((await rig.api('GET', `/invoices/${invoice}`)).body).toMatchObject({ status: 'closed' });
  });
});
