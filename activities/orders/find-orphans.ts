import type { OrphanSearch } from '../../workflows/contract/orphan.ts';
import type { Apruve } from '../apruve/client.ts';
import type { ApruveOrder } from '../apruve/entities.ts';
import { listAllOrders } from '../apruve/pages.ts';
import type { ActivityDeps } from '../deps.ts';
import { isDeletedChannel } from '../ledger/channels.ts';
import { listAttempts } from '../ledger/checkouts.ts';
import { toFailure } from '../step/failures.ts';
import { judgeOrder } from './orphan-judgement.ts';
import { orphanInvoices } from './orphans.ts';

/** Starts the search in a process of its own; one that has this number already is left to do it. */
export const startOrphanSearch = ({ workflows }: ActivityDeps, search: OrphanSearch): Promise<void> =>
  workflows.findOrphans(search);

/** The ids of the orders with this number at Apruve that no checkout needs and that hold something. One request per page of orders where there are none. */
export async function findOrphans(
  deps: ActivityDeps,
  search: Pick<OrphanSearch, 'channel' | 'merchantOrderId'>,
): Promise<string[]> {
  try {
    const { apruve } = await deps.channel(search.channel);
    const { data } = await listAllOrders(apruve, search.merchantOrderId);
    return await orphansAmong(deps, apruve, search, data);
  } catch (error) {
    if (await isDeletedChannel(deps.db, search.channel)) return [];
    throw toFailure(error);
  }
}

/** Those among the orders with this number: they are live, or Apruve has left unpaid invoices on them. */
export async function orphansAmong(
  { db }: Pick<ActivityDeps, 'db'>,
  apruve: Apruve,
  { channel, merchantOrderId }: Pick<OrphanSearch, 'channel' | 'merchantOrderId'>,
  orders: readonly ApruveOrder[],
): Promise<string[]> {
  const attempts = await listAttempts(db, channel, merchantOrderId);
  const orphans: string[] = [];
  for (const order of orders.filter(({ merchant_id }) => merchant_id === apruve.merchantId)) {
    const isOrphan = (await judgeOrder(db, apruve, order, attempts)) === 'orphan';
    if (isOrphan && (order.status !== 'canceled' || (await orphanInvoices(apruve, order)) !== null)) orphans.push(order.id);
  }
  return orphans;
}
