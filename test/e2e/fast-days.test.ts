import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fastDays } from '../stack/fast-days.ts';
import { TRIGGERS } from '../stack/trigger-deeds.ts';
import { trigger } from '../stack/trigger-run.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { storefront } from '../support/storefront.ts';

interface Dated {
  status: string;
  overdue: boolean;
  deadlines: { expires_at: string };
  invoices: { due_at: string }[];
}

describe('where a day lasts 300 ms', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startTestStack(env());
  });
  afterAll(() => stack.stop());

  const env = (): Record<string, string> =>
    Object.fromEntries(Object.entries(fastDays('300ms', {})).map(([name, value]) => [name, value ?? '']));
  const shown = async (id: string): Promise<Dated> => (await stack.api<Dated>('GET', `/v1/checkouts/${id}`)).body;

  it('an invoice on Net30 falls overdue and an order without one expires within seconds, and the pages say why', async () => {
    const shop = storefront(stack);
    const [billed, idle] = [await shop.authorized(), await shop.authorized()];
    expect((await stack.api('POST', `/v1/checkouts/${billed.id}/invoices`, {})).status).toBe(201);
    const { invoices, deadlines } = await shown(billed.id);
    expect(Date.parse(invoices[0]?.due_at ?? '')).toBeLessThan(Date.now() + 10_000);
    expect(Date.parse(deadlines.expires_at)).toBeLessThan(Date.now() + 14_500);
    await expect.poll(async () => (await shown(billed.id)).overdue, { timeout: 40_000, interval: 200 }).toBe(true);
    await expect.poll(async () => (await shown(idle.id)).status, { timeout: 40_000, interval: 200 }).toBe('expired');
    for (const page of [`${stack.stack.info.api_url}/shop`, `${stack.stack.info.sandbox_url}/`])
      expect(await (await fetch(page)).text()).toContain('A day lasts 300ms here');
  });

  it('a trigger makes one thing happen to a checkout, by its order number or id, and says what came of it', async () => {
    const { api, config, stack: running } = stack;
    const expire_at = new Date(Date.now() + 86_400_000).toISOString();
    const { id } = await storefront(stack).authorized({ merchant_order_id: 'TRIGGER-1', expire_at });
    const said: string[] = [];
    const make = async (name: string, wanted: string): Promise<void> => {
      const deed = TRIGGERS[name];
      if (deed !== undefined) await trigger({ info: running.info, config, say: (line) => said.push(line) }, deed, wanted);
    };
    await expect(make('pay', id)).rejects.toThrow('TRIGGER-1 has no invoice that is open or funded');
    await api('POST', `/v1/checkouts/${id}/invoices`, { amount_cents: 5_000, merchant_invoice_id: 'T-1' });
    await make('vanish', 'TRIGGER-1');
    expect(said.at(-2)).toBe('after   TRIGGER-1: authorized, payment authorized, attention invoice-vanished, T-1 canceled');
    await make('decline', id);
    expect(said.at(-2)).toMatch(/^after {3}TRIGGER-1: canceled/);
  });
});
