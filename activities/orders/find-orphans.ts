import type { OrphanSearch } from '../../workflows/contract/orphan.ts';
import { listAllOrders } from '../apruve/pages.ts';
import type { ActivityDeps } from '../deps.ts';
import { listAttempts } from '../ledger/checkouts.ts';
import { toFailure } from '../step/failures.ts';
import { judgeOrder } from './orphan-judgement.ts';
import { orphanInvoices } from './orphans.ts';

/** Starts the search in a process of its own; one that has this number already is left to do it. */
export const startOrphanSearch = ({ workflows }: ActivityDeps, search: OrphanSearch): Promise<void> =>
  workflows.findOrphans(search);

/**
 * The ids of the orders with this number at Apruve that no checkout needs and that hold something: they are live, or Apruve has left
 * unpaid invoices on them. Where there are none it is one request per page of orders.
 */
export async function findOrphans({ db, channel }: ActivityDeps, search: Pick<OrphanSearch, 'channel' | 'merchantOrderId'>) {
  try {
    const { apruve } = await channel(search.channel);
    const { data } = await listAllOrders(apruve, search.merchantOrderId);
    const attempts = await listAttempts(db, search.channel, search.merchantOrderId);
    const orphans: string[] = [];
    for (const order of data.filter(({ merchant_id }) => merchant_id === apruve.merchantId)) {
      const isOrphan = (await judgeOrder(db, apruve, order, attempts)) === 'orphan';
      if (isOrphan && (order.status !== 'canceled' || (await orphanInvoices(apruve, order)) !== null)) orphans.push(order.id);
    }
    return orphans;
  } catch (error) {
    throw toFailure(error);
  }
}
