import type { ChannelWalk } from '../../workflows/contract/reconcile.ts';
import { isFinal } from '../../workflows/rules/status.ts';
import { ApruveError } from '../apruve/errors.ts';
import type { ApruveOrder } from '../apruve/entities.ts';
import { PAGE_SIZE } from '../apruve/pages.ts';
import { requests } from '../apruve/requests.ts';
import type { ActivityDeps } from '../deps.ts';
import { attemptsAmong, type CheckoutRow } from '../ledger/checkouts.ts';
import { storeListed } from '../ledger/reconciliation.ts';
import { toFailure } from '../step/failures.ts';
import { orderDifferences } from './differences.ts';
import { paced } from './pacing.ts';

/** Pages that one call reads. */
const PAGES = 40;

/**
 * Reads the next pages of Apruve's list of all orders of a channel, and marks the checkouts of whose orders it shows no news: 25 orders for
 * one request. What the list does not show, or cannot show because it is not read to its end, is asked for one by one afterwards.
 */
export async function listOrders(
  deps: ActivityDeps,
  { channel, nextList, lastList }: ChannelWalk,
): Promise<Pick<ChannelWalk, 'nextList' | 'isListed'>> {
  const slow = paced(deps, channel);
  const first = nextList ?? 1;
  let before: string | undefined;
  try {
    const { apruve } = await slow.deps.channel(channel);
    for (let page = first; page < first + PAGES; page += 1) {
      if (page > lastList) return { nextList: null, isListed: false };
      const { data } = await apruve.send(requests.listOrders(page));
      // An Apruve that knows no pages shows the same again.
      if (data[0] !== undefined && data[0].id === before) return { nextList: null, isListed: false };
      before = data[0]?.id;
      await mark(
        deps,
        channel,
        data.filter(({ merchant_id }) => merchant_id === apruve.merchantId),
      );
      if (data.length < PAGE_SIZE) return { nextList: null, isListed: true };
    }
    return { nextList: first + PAGES, isListed: false };
  } catch (error) {
    if (error instanceof ApruveError) return { nextList: null, isListed: false };
    throw toFailure(error);
  }
}

async function mark({ db }: ActivityDeps, channel: string, orders: readonly ApruveOrder[]): Promise<void> {
  const attempts = await attemptsAmong(
    db,
    channel,
    orders.flatMap(({ merchant_order_id: number }) => number ?? []),
  );
  const known: string[] = [];
  const strange: string[] = [];
  for (const order of orders) {
    const owner = attempts.find(({ apruveOrderId }) => apruveOrderId === order.id);
    if (owner !== undefined && isAsKnown(owner, order)) known.push(owner.id);
    if (owner !== undefined) continue;
    strange.push(...attempts.flatMap((each) => (each.merchantOrderId === order.merchant_order_id ? [each.id] : [])));
  }
  await storeListed(db, known, strange);
}

/** What becomes of the order after the end of its checkout changes nothing. */
const isAsKnown = ({ status, facts }: CheckoutRow, order: ApruveOrder): boolean =>
  facts !== null && (isFinal(status) || orderDifferences(facts, order, '').length === 0);
