import { parseArgs } from 'node:util';
import {
  checkoutsOfCustomer,
  eraseCheckout,
  eraseMentionsOf,
  isErasable,
  type Eraser,
} from '../../activities/ledger/erasing/erase-checkout.ts';
import type { ErasedRows } from '../../activities/ledger/erasing/erase-rows.ts';
import type { CheckoutRow } from '../../activities/ledger/checkouts.ts';
import { openLedger, type Ledger } from '../../activities/ledger/database.ts';
import { COMMAND_LINE } from '../../activities/ledger/setup-changes.ts';
import { returnWorkflowId } from '../../workflows/contract/returns.ts';
import { connectTemporal, type Config, type Temporal } from '../platform/index.ts';
import { createWorkflowClient } from '../platform/workflow-client/client.ts';

const USAGE = 'Usage: npm run erase -- --customer <email or id> [--confirm --by <who asks for it>]';
const CALL_WITHIN_MS = 10_000;
const DAY_MS = 86_400_000;

/** What `npm run erase` was asked for. Without `--confirm` it only says what it would do. */
export interface ErasureWish {
  customer: string;
  eraser: Eraser;
}

/** Reads the command line. Throws a sentence where it cannot be understood. */
export function readErasureWish(args: string[]): ErasureWish {
  const option = { type: 'string' } as const;
  const { values } = parseArgs({ args, options: { customer: option, by: option, confirm: { type: 'boolean' } } });
  const customer = values.customer?.trim().normalize('NFC') ?? '';
  const { by = '', confirm = false } = values;
  if (customer === '') throw new Error(USAGE);
  if (confirm && by.trim() === '') throw new Error(`Say who asks for it: it is recorded.\n${USAGE}`);
  return { customer, eraser: { actor: COMMAND_LINE, by: by.trim(), isDryRun: !confirm } };
}

/**
 * Erases a buyer from the ledger, or says what that would erase. Nothing is erased while one of their checkouts runs, or waits for
 * money. Answers false then, and where there was nothing to do; says everything through `print`.
 */
export async function erase(config: Config, { customer, eraser }: ErasureWish, print: (line: string) => void): Promise<boolean> {
  const ledger = openLedger(config.database.url, { max: 2 });
  const temporal = await connectTemporal(config);
  try {
    const rows = await checkoutsOfCustomer(ledger.db, customer);
    const running = await stillRunning(config, temporal, rows);
    for (const id of running) print(`${id} runs, or waits for money: end it first, or wait for its end.`);
    if (running.length > 0) {
      print('Nothing was erased.');
      return false;
    }
    await eraseAll(ledger.db, customer, rows, eraser, print);
    if (rows.length > 0) print(await whatStays(temporal, config.temporal.namespace, rows));
    if (eraser.isDryRun) print('This was a dry run. Add --confirm and --by to erase it.');
    return true;
  } finally {
    await Promise.allSettled([ledger.close(), temporal.close()]);
  }
}

/** The checkouts whose process, or the one that goes on after the end, could still write what is erased. */
async function stillRunning(config: Config, { client }: Temporal, rows: readonly CheckoutRow[]): Promise<string[]> {
  const limits = { updateMs: CALL_WITHIN_MS, callMs: CALL_WITHIN_MS };
  const workflows = createWorkflowClient(client, config.temporal.taskQueue, limits);
  const running: string[] = [];
  for (const row of rows) {
    const isAtWork =
      !isErasable(row) || (await workflows.isRunning(row.id)) || (await workflows.isRunning(returnWorkflowId(row.id)));
    if (isAtWork) running.push(row.id);
  }
  return running;
}

async function eraseAll(
  db: Ledger,
  customer: string,
  rows: readonly CheckoutRow[],
  eraser: Eraser,
  print: (line: string) => void,
): Promise<void> {
  for (const { id, merchantOrderId } of rows) {
    const erased = await eraseCheckout(db, id, eraser);
    print(`${id}  order ${merchantOrderId}: ${erased === null ? 'has begun to run again, left as it is' : inWords(erased)}`);
  }
  const emails = new Set([customer, ...rows.map((row) => row.customer.email ?? '')].filter((text) => text.includes('@')));
  for (const email of emails) print(`without a checkout: ${inWords(await eraseMentionsOf(db, email, eraser))}`);
  print(`${rows.length} checkouts of this customer.`);
}

const inWords = ({ transactions, lines, events, notifications, notes, outcomes }: ErasedRows): string =>
  `${transactions} transactions, ${lines} lists of lines, ${events} events, ${notifications} notifications, ${notes} notes, ${outcomes} kept answers`;

/** What the ledger does not hold, and until when it is there. */
async function whatStays({ client }: Temporal, namespace: string, rows: readonly CheckoutRow[]): Promise<string> {
  const asked = await client.withDeadline(Date.now() + CALL_WITHIN_MS, () =>
    client.workflowService.describeNamespace({ namespace }),
  );
  const keptMs = Number(asked.config?.workflowExecutionRetentionTtl?.seconds ?? 0) * 1_000;
  const lastEnd = Math.max(...rows.map(({ completedAt }) => completedAt?.getTime() ?? 0));
  const until = new Date(lastEnd + keptMs);
  if (until.getTime() < Date.now()) return `Temporal's histories of them are gone: it keeps one for ${keptMs / DAY_MS} days.`;
  return (
    `Temporal keeps their histories, encrypted, for ${keptMs / DAY_MS} days after the end of each: until ${until.toISOString()}. ` +
    'Backups of the database, Apruve, and the systems that receive notifications keep what they have.'
  );
}
