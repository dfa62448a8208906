import type { Context } from 'hono';
import { checkoutViews } from '../../../activities/ledger/views/checkout-view.ts';
import { invoiceView, shipmentView } from '../../../activities/ledger/views/invoice-view.ts';
import type { InvoiceFact } from '../../../workflows/contract/checkout.ts';
import { modeOf } from '../../channels.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import type { CheckoutView } from '../checkouts/schemas.ts';
import type { InvoiceView } from '../invoices/schemas.ts';
import type { ShipmentView } from '../shipments/schemas.ts';
import type { InvoicedShipment } from './find.ts';
import type { CheckoutRow } from '../../../activities/ledger/checkouts.ts';
import { readInvoiceRows } from '../../../activities/ledger/views/invoice-rows.ts';

// The bodies of responses. Each function sets the channel's mode for the header `Apruve-Mode`.

export const locationOf = ({ id }: Pick<CheckoutRow, 'id'>): string => `/v1/checkouts/${id}`;

async function setMode(c: Context<AppEnv>, { channels }: Deps, row: CheckoutRow): Promise<void> {
  c.set('mode', await modeOf(channels, row.channel));
}

/** The checkout as the body of a response. */
export async function shownCheckout(c: Context<AppEnv>, deps: Deps, row: CheckoutRow): Promise<CheckoutView> {
  await setMode(c, deps, row);
  const [view] = await checkoutViews(deps.db, [row], (channel) => modeOf(deps.channels, channel));
  if (view === undefined) throw new Error(`The checkout ${row.id} cannot be shown.`);
  return view;
}

/** The checkout as the body of a 202. `Location` names it, because it will show the outcome. */
export async function shownPending(c: Context<AppEnv>, deps: Deps, row: CheckoutRow): Promise<CheckoutView> {
  c.header('location', locationOf(row));
  return shownCheckout(c, deps, row);
}

/** An invoice as the body of a response. */
export async function shownInvoice(c: Context<AppEnv>, deps: Deps, row: CheckoutRow, invoice: InvoiceFact): Promise<InvoiceView> {
  await setMode(c, deps, row);
  return invoiceView(row.id, invoice, await readInvoiceRows(deps.db, [row.id]));
}

/** A shipment as the body of a response. */
export async function shownShipment(
  c: Context<AppEnv>,
  deps: Deps,
  row: CheckoutRow,
  { invoice, shipment }: InvoicedShipment,
): Promise<ShipmentView> {
  await setMode(c, deps, row);
  return shipmentView(row.id, invoice, shipment, await readInvoiceRows(deps.db, [row.id]));
}
