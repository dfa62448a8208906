import { Context } from '@temporalio/activity';
import type { ChannelWalk, Reconciling, ReconcileReport, ReconcileWish } from '../../workflows/contract/reconcile.ts';
import { isFinal } from '../../workflows/rules/status.ts';
import { describeCause } from '../apruve/http.ts';
import { PAGE_SIZE } from '../apruve/pages.ts';
import type { ActivityDeps } from '../deps.ts';
import { toFailure } from '../step/failures.ts';
import { pageOfRecentCheckouts } from '../ledger/checkouts.ts';
import { queryFailure } from '../ledger/database.ts';
import {
  countDue,
  countDueIn,
  dueCheckouts,
  enlistCheckouts,
  storeLook,
  sumOfLooks,
  type DueCheckout,
  type Look,
} from '../ledger/reconciliation.ts';
import { lookAtCheckout, newLook, type Subject } from './look-at-checkout.ts';
import { paced, type Paced } from './pacing.ts';

/** How long after its end a checkout is looked at, because it may have orphans. */
const LOOK_BACK_MS = 30 * 86_400_000;
/** Requests that a look takes where everything is asked for: orders, invoices, and of an invoice its returns and shipments. */
const REQUESTS_OF_A_LOOK = 4;
/** A day, where everything is looked at each hour. */
const REST_PERIODS = 24;
/** Other programs have orders there too. So much longer than expected the list may be. */
const LISTS_AT_MOST = 2;

const endedSince = ({ clock }: ActivityDeps): Date => new Date(clock().getTime() - LOOK_BACK_MS);

/**
 * Takes down what there is to look at. Where the rate does not allow to ask for everything within the period, orders are read from
 * Apruve's list of all, where that is cheaper, and what only colleagues at Apruve change, and what has ended, rests for a day of periods.
 */
export async function beginReconciliation(
  deps: ActivityDeps,
  { thorough = false }: ReconcileWish = {},
): Promise<Reconciling & { channels: ChannelWalk[] }> {
  const { everyMs, requestsPerSecond } = deps.reconciliation;
  const restMs = everyMs * REST_PERIODS;
  const since = await enlistCheckouts(deps.db, endedSince(deps), restMs);
  const all = await countDue(deps.db, { since, restMs: null });
  const most = Math.max(0, ...all.map(({ left }) => left));
  const isEnough = most * REQUESTS_OF_A_LOOK <= (requestsPerSecond * everyMs) / 1_000;
  const due = { since, restMs: thorough || isEnough ? null : restMs };
  const counted = due.restMs === null ? all : await countDue(deps.db, due);
  const channels = counted.map(({ channel, left, orders }) => {
    const lists = Math.ceil(orders / PAGE_SIZE);
    const nextList = due.restMs !== null && lists < left ? 1 : null;
    const lastList = lists * LISTS_AT_MOST + 1;
    return { channel, total: left, left, nextList, lastList, isListed: false, isOver: false, why: null };
  });
  return { ...due, channels };
}

/** Adds up what has become of the looks since a time. */
export const endReconciliation = ({ db }: ActivityDeps, since: string) => sumOfLooks(db, since);

const PAGE = 100;
/** Looks at once: so that waiting for answers does not keep it below the rate. */
const AT_ONCE = 16;

/**
 * Looks at the next checkouts of a channel. One that cannot be read is reported, and the others are looked at. Where Apruve has answered
 * nothing at all, the channel is held up. Each look is stored when it is done, so that a repeat goes on behind it.
 */
export async function reconcileChannel(
  deps: ActivityDeps,
  { channel, isListed }: ChannelWalk,
  { since, restMs }: Reconciling,
): Promise<Pick<ChannelWalk, 'left' | 'isOver' | 'why'>> {
  const due = { since, restMs };
  try {
    const page = await dueCheckouts(deps.db, channel, due, PAGE);
    const slow = paced(deps, channel);
    const subjects = await subjectsOf(deps, page, isListed);
    let failure: string | null = null;
    await eachAtOnce(subjects, AT_ONCE, async (subject) => {
      const look = await lookOrReport(slow, subject);
      if (look.failed) failure = look.unrepaired.at(-1) ?? null;
      await storeLook(deps.db, subject.row.id, look);
    });
    const left = await countDueIn(deps.db, channel, due);
    const why = left > 0 && slow.answered() === 0 ? failure : null;
    return { left, isOver: left === 0 || why !== null, why };
  } catch (error) {
    throw toFailure(error);
  }
}

async function subjectsOf({ workflows }: ActivityDeps, page: readonly DueCheckout[], isListed: boolean): Promise<Subject[]> {
  const running = await workflows.runningAmong(page.flatMap(({ row }) => (isFinal(row.status) ? [] : [row.id])));
  return page.map(({ row, isOrderKnown, isResting }) => ({
    row,
    isRunning: running.has(row.id),
    isOrderKnown: isListed && isOrderKnown,
    follow: !isResting,
  }));
}

/** Reports a checkout that cannot be read. Only a failing ledger, and a worker that stops, fail the whole. */
async function lookOrReport({ deps }: Paced, subject: Subject): Promise<Look & { failed?: true }> {
  const look = newLook();
  try {
    return await lookAtCheckout(deps, subject, look);
  } catch (error) {
    if (queryFailure(error) !== null || Context.current().cancellationSignal.aborted) throw error;
    return { ...look, unrepaired: [...look.unrepaired, describeCause(error)], failed: true };
  }
}

/** Does the work for each, some at once. After a failure nothing more is begun, and it rejects once all that was begun is over. */
async function eachAtOnce<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  let hasFailed = false;
  const one = async (): Promise<void> => {
    for (const item of left) {
      if (hasFailed) return;
      await work(item).catch((error: unknown) => {
        hasFailed = true;
        throw error;
      });
    }
  };
  for (const outcome of await Promise.allSettled(Array.from({ length: atOnce }, one)))
    if (outcome.status === 'rejected') throw outcome.reason;
}

/** How many checkouts a page of older builds has, which look at everything. */
const OLD_PAGE = 20;

/** A page of reconciliation as builds of 0.1.0 ask for it. `after` is the last id of the page before. */
export async function reconcilePage(deps: ActivityDeps, after: string): Promise<ReconcileReport> {
  try {
    const page = await pageOfRecentCheckouts(deps.db, endedSince(deps), after, OLD_PAGE);
    const report: ReconcileReport = { looked: page.length, told: 0, released: 0, unrepaired: [], next: null };
    for (const row of page) {
      const isRunning = !isFinal(row.status) && (await deps.workflows.isRunning(row.id));
      const subject = { row, isRunning, isOrderKnown: false, follow: true };
      const { told, released, unrepaired } = await lookOrReport(paced(deps, row.channel), subject);
      report.told += told;
      report.released += released;
      report.unrepaired.push(...unrepaired.map((why) => ({ checkoutId: row.id, why })));
    }
    const last = page.at(-1);
    return { ...report, next: page.length === OLD_PAGE && last !== undefined ? last.id : null };
  } catch (error) {
    throw toFailure(error);
  }
}
