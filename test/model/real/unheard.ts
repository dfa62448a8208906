import { orphansOf, paidOrphansOf } from '../model/money.ts';
import { ownerOf } from '../model/adoption.ts';
import { running, type Model, type Order } from '../model/state.ts';
import { viewOf, type Seen } from './compare.ts';
import type { Lane } from './lane.ts';

/**
 * Where nothing is on its way and nothing was lost, Apruve holds nothing open that no checkout shows: read from both sides, whatever the
 * model says.
 */
export async function unheard(model: Model, lane: Lane, { state, views }: Seen): Promise<string[]> {
  const isQuiet = model.queue.length === 0 && orphansOf(model).length === 0 && paidOrphansOf(model).length === 0;
  if (!isQuiet || (model.lost && !lane.resting)) return [];
  const waiting = running(model);
  // The process of a checkout that waits for its buyer looks up such an order when it is brought, or when its time is over.
  const isAwaited = (order: Order): boolean =>
    waiting?.adopted === null && order.hash === waiting.hashes.at(-1) && ownerOf(model, order) === undefined;
  const awaited = model.orders.filter(isAwaited);
  const known = new Set<string | null>(awaited.flatMap(({ id, invoices }) => [id, ...invoices.map((invoice) => invoice.id)]));
  for (const { id } of model.checkouts) {
    const { apruve_order_id: orderId, invoices } = views.get(id) ?? (await viewOf(lane, id));
    for (const each of [orderId, ...invoices.map((invoice) => invoice.id)]) known.add(each);
  }
  const { orders, invoices } = state;
  const open = [
    ...orders.filter(({ status }) => status === 'accepted').map(({ id }) => `order ${id}`),
    ...invoices.filter(({ status }) => status === 'pending' || status === 'open').map(({ id }) => `invoice ${id}`),
  ];
  return open
    .filter((each) => !known.has(each.split(' ')[1] ?? ''))
    .map((each) => `${each} is open at Apruve, and no checkout shows it`);
}
