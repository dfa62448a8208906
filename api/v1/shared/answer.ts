import type { Context } from 'hono';
import { checkoutView } from '../../../activities/ledger/views/checkout-view.ts';
import { readShownRows, type ShownRows } from '../../../activities/ledger/views/shown-rows.ts';
import { invoiceView, shipmentView } from '../../../activities/ledger/views/invoice-view.ts';
import type { InvoiceFact } from '../../../workflows/contract/checkout.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import type { CheckoutView } from '../checkouts/schemas.ts';
import type { InvoiceView } from '../invoices/schemas.ts';
import type { ShipmentView } from '../shipments/schemas.ts';
import type { InvoicedShipment } from './find.ts';
import type { CheckoutRow } from '../../../activities/ledger/checkouts.ts';
import { readInvoiceRows } from '../../../activities/ledger/views/invoice-rows.ts';

// The bodies of responses. Each function sets the checkout's mode for the header `Apruve-Mode`.

export const locationOf = ({ id }: Pick<CheckoutRow, 'id'>): string => `/v1/checkouts/${id}`;

/** The checkout as the body of a response. */
export async function shownCheckout(c: Context<AppEnv>, { db }: Deps, row: CheckoutRow): Promise<CheckoutView> {
  return shownWith(c, row, (await readShownRows(db, [row.id])).get(row.id));
}

/** The same, where what is shown with it was read before; absent: nothing is. */
export function shownWith(c: Context<AppEnv>, row: CheckoutRow, shown?: ShownRows): CheckoutView {
  c.set('mode', row.mode);
  return checkoutView(row, shown);
}

/** The checkout as the body of a 202. `Location` names it, because it will show the outcome. */
export async function shownPending(c: Context<AppEnv>, deps: Deps, row: CheckoutRow): Promise<CheckoutView> {
  c.header('location', locationOf(row));
  return shownCheckout(c, deps, row);
}

/** An invoice as the body of a response. */
export async function shownInvoice(c: Context<AppEnv>, deps: Deps, row: CheckoutRow, invoice: InvoiceFact): Promise<InvoiceView> {
  c.set('mode', row.mode);
  return invoiceView(row, invoice, await readInvoiceRows(deps.db, row.id));
}

/** A shipment as the body of a response. */
export async function shownShipment(
  c: Context<AppEnv>,
  deps: Deps,
  row: CheckoutRow,
  { invoice, shipment }: InvoicedShipment,
): Promise<ShipmentView> {
  c.set('mode', row.mode);
  return shipmentView(row.id, invoice, shipment, await readInvoiceRows(deps.db, row.id));
}
