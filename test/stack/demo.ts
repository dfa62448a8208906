import { randomUUID } from 'node:crypto';

import { demoCalls } from './demo-calls.ts';
import type { CheckoutAnswer, Transaction } from './demo-calls.ts';
import { stackDir } from './paths.ts';
import { bornAt } from './process.ts';
import { readStack } from './stack-file.ts';
import type { StackInfo } from './stack-file.ts';
import { startStack } from './stack.ts';
import { until } from './wait.ts';

// `npm run demo`: one checkout from opening to paid, on the running stack or on a new one.

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function dollars(cents: number): string {
  return `$${(cents / 100).toFixed(2)}`;
}

/** An order over $115.00, as a shop's server would send it. */
function anOrder(number: string): unknown {
  return {
    channel: 'default',
    merchant_order_id: number,
    amount_cents: 11_500,
    currency: 'USD',
    tax_cents: 800,
    shipping_cents: 700,
    customer: { email: 'buyer@example.test', name: 'Bea Buyer', id: 'C-1' },
    order_items: [
      { title: 'Safety gloves', sku: 'GLV-1', quantity: 10, price_ea_cents: 600, price_total_cents: 6_000 },
      { title: 'Work boots', sku: 'BOOT-9', quantity: 1, price_ea_cents: 4_000, price_total_cents: 4_000 },
    ],
  };
}

/** Answers the checkout at its end. Throws where a step is refused, or the end is not there in 30 seconds. */
async function wholeLife(info: StackInfo): Promise<CheckoutAnswer> {
  if (info.sandbox_url === null) throw new Error('the demo pays with play money: it needs a stack with the Apruve sandbox');
  const calls = demoCalls(info, info.sandbox_url);
  const number = `DEMO-${randomUUID().slice(0, 8)}`;
  const opened = await calls.open(anOrder(number));
  say(`1. the shop's server opens checkout ${opened.id} for order ${number} over ${dollars(11_500)}: ${opened.status}`);
  if (!opened.lightbox) throw new Error('expected a lightbox in the answer');
  const { apruve_order_id: orderId } = await calls.accept(opened.lightbox);
  say(`2. the buyer accepts in Apruve's lightbox: Apruve order ${orderId}`);
  const authorized = await calls.authorize(opened.id, orderId);
  say(`3. the browser hands the order id back, and Apruve confirms it: ${authorized.status}`);
  const invoice = await calls.invoice(opened.id);
  say(`4. the operator sends invoice ${invoice.merchant_invoice_id} over ${dollars(invoice.amount_cents)}: ${invoice.status}`);
  await calls.pay(invoice.id);
  say('5. the buyer pays Apruve; its webhook is on its way');
  const ended = async (): Promise<CheckoutAnswer | undefined> => {
    const now = await calls.read(opened.id);
    return now.status === 'authorized' || now.status === 'invoiced' ? undefined : now;
  };
  const end = await until('the end of the checkout', ended, { deadlineMs: 30_000, everyMs: 200 });
  say(`6. the checkout has ended: ${end.status}, payment status ${end.payment_status}`);
  const { items } = await calls.transactions(opened.id);
  say(['', 'Its records:', ...items.map(row)].join('\n'));
  say(['', 'Look at it:', `  console      ${info.api_url}/console/checkouts/${end.id}`, ...inTemporal(info, end.id)].join('\n'));
  return end;
}

function row({ action, amount_cents, reference, active, successful }: Transaction): string {
  const state = `${active ? 'active' : 'inactive'}, ${successful ? 'successful' : 'unsuccessful'}`;
  return `  ${action.padEnd(10)} ${dollars(amount_cents).padStart(9)}  ${state.padEnd(22)}  ${reference ?? '-'}`;
}

function inTemporal({ temporal_ui_url: ui }: StackInfo, id: string): string[] {
  return ui === null ? [] : [`  Temporal     ${ui}/namespaces/default/workflows/${id}`];
}

/** The stack that runs in that folder; else one that is stopped when the demo is over. */
async function withStack<T>(use: (info: StackInfo) => Promise<T>): Promise<T> {
  const dir = stackDir(process.env);
  const running = readStack(dir);
  if (running && bornAt(running.pids.stack) !== undefined) return use(running);
  say('no stack runs here; starting one for the while ...');
  const stack = await startStack({ dir, env: { ...process.env }, say });
  try {
    return await use(stack.info);
  } finally {
    say('\nThe stack stops now; `npm start` brings it back with all of this.');
    await stack.stop();
  }
}

try {
  const end = await withStack(wholeLife);
  process.exitCode = end.status === 'paid' ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
