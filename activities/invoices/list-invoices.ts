import type { Apruve, Read } from '../apruve/client.ts';
import type { ApruveInvoice } from '../apruve/entities.ts';
import { requests } from '../apruve/requests.ts';

/** How many entities Apruve shows on a page at most (`docs/apruve.md`). */
const PAGE = 25;

/** All invoices of an order, from every page. An Apruve that knows no pages shows the same again, which ends the reading. */
export async function listAllInvoices(apruve: Apruve, orderId: string): Promise<Read<ApruveInvoice[]>> {
  const found = new Map<string, ApruveInvoice>();
  for (let page = 1; ; page += 1) {
    const { answer, data } = await apruve.send(requests.listInvoices(orderId, page));
    const before = found.size;
    for (const invoice of data) found.set(invoice.id, invoice);
    if (data.length < PAGE || found.size === before) return { answer, data: [...found.values()] };
  }
}
