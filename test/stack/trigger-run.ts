import { reconcile } from '../../worker/commands/reconcile.ts';
import type { Config } from '../../worker/platform/index.ts';
import type { StackInfo } from './stack-file.ts';
import { triggerCalls } from './trigger-calls.ts';
import type { Shown } from './trigger-calls.ts';
import type { Trigger } from './trigger-deeds.ts';
import { until } from './wait.ts';

/** Where a trigger works, and what prints what it says. */
export interface Where {
  info: StackInfo;
  config: Config;
  say: (line: string) => void;
}

function inWords({ merchant_order_id, status, payment_status, overdue, attention, invoices }: Shown): string {
  const words = [status, `payment ${payment_status}`, overdue && 'overdue', attention && `attention ${attention.code}`];
  const billed = invoices.map((invoice) => `${invoice.merchant_invoice_id} ${invoice.status}`);
  return `${merchant_order_id}: ${[...words, ...billed].filter(Boolean).join(', ')}`;
}

/** The checkout once it is another than before; undefined where nothing came of it in time. */
function changed(before: Shown, read: () => Promise<Shown>): Promise<Shown | undefined> {
  const other = async (): Promise<Shown | undefined> => {
    const now = await read();
    return inWords(now) === inWords(before) ? undefined : now;
  };
  return until('the checkout to change', other, { deadlineMs: 10_000, everyMs: 200 }).catch(() => undefined);
}

/**
 * Makes it happen at the sandbox to the checkout of this id or order number, and says what the checkout was before and became. Throws where
 * there is no such checkout, it is not yet far enough, or the sandbox refuses.
 */
export async function trigger({ info, config, say }: Where, { run, untold }: Trigger, wanted: string): Promise<void> {
  if (info.sandbox_url === null) throw new Error('It needs the sandbox: the real Apruve does what it wants.');
  const calls = triggerCalls(info, info.sandbox_url);
  const before = await calls.find(wanted);
  say(`before  ${inWords(before)}`);
  await run(calls.control, before);
  // No event tells this one, so it is found as everything is that was not told.
  if (untold) await reconcile(config, { thorough: true });
  const after = await changed(before, () => calls.read(before.id));
  say(after === undefined ? 'after   the same: nothing is to be seen of it after 10 s' : `after   ${inWords(after)}`);
  say(`        ${info.api_url}/console/checkouts/${before.id}`);
}
