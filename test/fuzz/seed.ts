import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoCalls } from '../stack/demo-calls.ts';
import type { StackInfo } from '../stack/index.ts';

const order = (): Record<string, unknown> => ({
  merchant_order_id: `FUZZ-${randomUUID().slice(0, 8)}`,
  amount_cents: 11_500,
  order_items: [{ title: 'Safety gloves', price_total_cents: 11_500 }],
  customer: { email: 'buyer@example.test' },
});

/**
 * What Apruve refuses or does not answer is 502 or 503: a channel that an example makes has a key that Apruve does not take. The document has
 * to know both, which is a check of its own.
 */
const SERVER_ERRORS = `[checks.not_a_server_error]
expected-statuses = ["2xx", "3xx", "4xx", 502, 503]`;

/**
 * Opens checkouts in the states that calls can be about, and writes a configuration that names them, so that not every call ends with
 * "not found". Answers the path of the file.
 */
export async function seedCheckouts(dir: string, info: StackInfo): Promise<string> {
  const calls = demoCalls(info, info.sandbox_url ?? '');
  const waiting = await calls.open(order());
  const authorized = await calls.open(order());
  const invoiced = await calls.open(order());
  for (const { id, lightbox } of [authorized, invoiced]) {
    if (lightbox === null) throw new Error(`The checkout ${id} has no lightbox.`);
    await calls.authorize(id, (await calls.accept(lightbox)).apruve_order_id);
  }
  const invoice = await calls.invoice(invoiced.id);
  const ids = [waiting.id, authorized.id, invoiced.id, invoiced.id];
  const file = join(dir, 'schemathesis.toml');
  const parameters = { 'path.id': ids, 'path.invoice_id': [invoice.id] };
  const lines = Object.entries(parameters).map(([name, values]) => `"${name}" = ${JSON.stringify(values)}`);
  await writeFile(file, `[parameters]\n${lines.join('\n')}\n\n${SERVER_ERRORS}\n`);
  return file;
}
