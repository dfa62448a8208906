import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ApruveError } from '../../activities/apruve/errors.ts';
import { createDispatcher } from '../../activities/apruve/http.ts';
import { openLedger } from '../../activities/ledger/database.ts';
import { assertModeKept } from '../../activities/ledger/kept-mode.ts';
import { adoptOrder, type Adoption, type OrderToAdopt } from '../../activities/upkeep/adopting.ts';
import type { Facts } from '../../workflows/contract/checkout.ts';
import { credit } from '../../workflows/rules/credit.ts';
import { formatMoney, sum } from '../../workflows/rules/money.ts';
import { outstandingCents, toInvoiceCents } from '../../workflows/rules/receivables.ts';
import { statusOf } from '../../workflows/rules/status.ts';
import { createChannels } from '../channels.ts';
import { connectTemporal, type Config } from '../platform/index.ts';
import { createWorkflowClient } from '../platform/workflow-client/client.ts';
import { WorkflowsUnreachable } from '../platform/workflow-client/reach.ts';
import { readOrders } from './orders-file.ts';

const USAGE = 'Usage: npm run adopt -- --channel <channel> --from <orders.csv> [--apply]';

const CALL_WITHIN_MS = 8_000;

/** What the command was asked for. */
interface Wish {
  channel: string;
  orders: OrderToAdopt[];
  apply: boolean;
}

/** Reads the command's arguments and the file. Throws an error that says what is wrong with them. */
export async function readWish(args: string[]): Promise<Wish> {
  const options = { channel: { type: 'string' }, from: { type: 'string' }, apply: { type: 'boolean', default: false } } as const;
  const { channel, from, apply } = parseArgs({ args, options }).values;
  if (channel === undefined || from === undefined) throw new Error(USAGE);
  const bytes = await readFile(from);
  try {
    return { channel, orders: readOrders(bytes), apply };
  } catch (error) {
    throw new Error(`${from} ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** What became of one order; `failed`: Apruve could not be read, and the next run tries it again. */
export type Outcome = Adoption | { outcome: 'failed'; why: string };

/** How many orders each outcome had. */
export type Tally = Record<Outcome['outcome'], number>;

/**
 * Adopts orders that already run at Apruve, one after the other, and reports each as soon as it is done. One that fails does not hold up
 * the next, unless no other can do better: a key that Apruve does not take, a ledger or a Temporal that fails.
 */
export async function adopt(config: Config, wish: Wish, report: (order: OrderToAdopt, outcome: Outcome) => void): Promise<Tally> {
  const ledger = openLedger(config.database.url, { max: 2 });
  const dispatcher = createDispatcher(config.proxy);
  const temporal = await connectTemporal(config, { once: true });
  const tally: Tally = { running: 0, finished: 0, known: 0, refused: 0, failed: 0 };
  try {
    await assertModeKept(ledger.db, config.apruve.channel?.mode ?? null);
    const channel = await createChannels(config, { db: ledger.db, dispatcher })(wish.channel);
    const limits = { updateMs: CALL_WITHIN_MS, callMs: CALL_WITHIN_MS };
    const workflows = createWorkflowClient(temporal.client, config.temporal.taskQueue, limits);
    const deps = { db: ledger.db, clock: () => new Date(), channel, workflows };
    for (const order of wish.orders) {
      const outcome = await adoptOrder(deps, order, wish.apply).catch((error: unknown) => orFailed(order, error));
      tally[outcome.outcome] += 1;
      report(order, outcome);
    }
    return tally;
  } finally {
    await Promise.allSettled([ledger.close(), dispatcher.close(), temporal.close()]);
  }
}

function orFailed({ merchantOrderId }: OrderToAdopt, error: unknown): Outcome {
  if (error instanceof WorkflowsUnreachable) {
    const why = `${merchantOrderId} is stored, and its process was not started. ${error.message} Run the command again.`;
    throw new Error(why, { cause: error });
  }
  if (error instanceof ApruveError && error.kind !== 'auth') return { outcome: 'failed', why: error.message };
  throw error;
}

const WORDS = {
  running: { applied: 'adopted', planned: 'would be adopted' },
  finished: { applied: 'adopted as finished', planned: 'would be adopted as finished' },
  known: { applied: 'known already', planned: 'known already' },
} as const;

/** What became of an order, in one line. */
export function describeOutcome(order: OrderToAdopt, outcome: Outcome, apply: boolean): string {
  if ('why' in outcome) return `${order.merchantOrderId}  ${outcome.outcome}: ${outcome.why}`;
  const words = WORDS[outcome.outcome][apply ? 'applied' : 'planned'];
  return [order.merchantOrderId, words, outcome.checkoutId, standing(outcome.facts)].filter((part) => part !== null).join('  ');
}

function standing(facts: Facts): string {
  const money = (cents: number): string => formatMoney(cents, facts.terms.currency);
  const count = facts.invoices.length;
  const outstanding = sum(facts.invoices.map(outstandingCents));
  const toInvoice = toInvoiceCents(facts);
  return [
    `${statusOf(facts)} over ${money(facts.terms.amountCents)}`,
    count === 1 ? '1 invoice' : `${count} invoices`,
    `${money(credit(facts).captured_cents)} paid`,
    ...(outstanding > 0 ? [`${money(outstanding)} outstanding`] : []),
    ...(toInvoice > 0 ? [`${money(toInvoice)} to invoice`] : []),
  ].join(', ');
}

/** The last line: how many became what. */
export function describeTally({ running, finished, known, refused, failed }: Tally, apply: boolean): string {
  const counts = `${running} adopted, ${finished} adopted as finished, ${known} known already, ${refused} refused, ${failed} failed.`;
  return apply ? counts : `Nothing was written. With --apply: ${counts}`;
}
