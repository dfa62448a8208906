import type { Apruve, Read } from './client.ts';
import type { ApruveInvoice, ApruveOrder } from './entities.ts';
import { requests, type ApruveRequest } from './requests.ts';

/** How many entities Apruve shows on a page at most (`docs/apruve.md`). */
export const PAGE_SIZE = 25;

/** All invoices of an order, from every page. */
export const listAllInvoices = (apruve: Apruve, orderId: string): Promise<Read<ApruveInvoice[]>> =>
  readAllPages(apruve, (page) => requests.listInvoices(orderId, page));

/** All orders with one of the merchant's order numbers, from every page; with a hash, only those that carry it. */
export const listAllOrders = (apruve: Apruve, merchantOrderId: string, secureHash?: string): Promise<Read<ApruveOrder[]>> =>
  readAllPages(apruve, (page) => requests.findOrders(merchantOrderId, secureHash, page));

/** The entities of all pages, each once. An Apruve that knows no pages shows the same again, which ends the reading. */
async function readAllPages<T extends { id: string }>(
  apruve: Apruve,
  request: (page: number) => ApruveRequest<T[]>,
): Promise<Read<T[]>> {
  const found = new Map<string, T>();
  for (let page = 1; ; page += 1) {
    const { answer, data } = await apruve.send(request(page));
    const before = found.size;
    for (const entity of data) found.set(entity.id, entity);
    if (data.length < PAGE_SIZE || found.size === before) return { answer, data: [...found.values()] };
  }
}
