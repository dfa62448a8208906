import { z } from 'zod';
import type { StackInfo } from '../../stack/index.ts';
import type { Receiver } from '../../support/receiver.ts';
import { until } from '../../stack/wait.ts';
import { audit, describeFinding } from '../../../worker/commands/audit.ts';
import { loadConfig, withLocalStack } from '../../../worker/platform/index.ts';

const stateSchema = z.object({
  orders: z.array(z.object({ id: z.string() })),
  invoices: z.array(z.object({ id: z.string(), order_id: z.string() })),
  shipments: z.array(z.object({ invoice_id: z.string() })),
});

/** What was lost or done twice, in sentences: at Apruve, for the shop, and between rows, processes and Apruve. */
export async function faultsOf(info: StackInfo, dir: string, receiver: Receiver, ids: readonly string[]): Promise<string[]> {
  return [...(await atApruve(info, ids.length)), ...(await untold(receiver, ids)), ...(await audited(dir))];
}

async function atApruve({ sandbox_url: url }: StackInfo, expected: number): Promise<string[]> {
  const { orders, invoices, shipments } = stateSchema.parse(await (await fetch(`${url}/_sandbox/state`)).json());
  const counts = { orders: orders.length, invoices: invoices.length, shipments: shipments.length };
  const wrong = Object.entries(counts).filter(([, count]) => count !== expected);
  return [
    ...wrong.map(([what, count]) => `There are ${count} ${what} at Apruve, not ${expected}.`),
    ...twice(invoices, ({ order_id }) => order_id).map((order) => `The order ${order} has more than one invoice.`),
    ...twice(shipments, ({ invoice_id }) => invoice_id).map((one) => `The invoice ${one} has more than one shipment.`),
  ];
}

function twice<T>(items: readonly T[], keyOf: (item: T) => string): string[] {
  const keys = items.map(keyOf);
  return [...new Set(keys.filter((key, at) => keys.indexOf(key) !== at))];
}

/** The shop is told of every payment, and of everything before it: the sequence of a checkout has no gap. */
async function untold({ taken }: Receiver, ids: readonly string[]): Promise<string[]> {
  const of = (id: string) => taken.filter(({ data }) => data.id === id);
  const left = () => ids.filter((id) => !of(id).some(({ type }) => type === 'checkout.paid'));
  await until('the shop to be told of every payment', () => (left().length === 0 ? true : undefined), {
    deadlineMs: 60_000,
  }).catch(() => undefined);
  const gaps = ids.filter((id) => {
    const sequence = new Set(of(id).map((notification) => notification.sequence));
    return Math.max(0, ...sequence) !== sequence.size;
  });
  return [
    ...left().map((id) => `The shop was not told that ${id} is paid.`),
    ...gaps.map((id) => `The shop missed a notification of ${id}.`),
  ];
}

/** What the audit finds. */
async function audited(dir: string): Promise<string[]> {
  const found: string[] = [];
  const config = loadConfig(withLocalStack({ STACK_DIR: dir }));
  await audit(config, (finding) => found.push(`The audit: ${finding.checkoutId} ${describeFinding(finding)}`));
  return found;
}
