import type { Context } from 'hono';
import type { CheckoutRow } from '../../activities/ledger/attempts.ts';
import { invoiceRecords } from '../../activities/ledger/reads.ts';
import type { Deps } from '../deps.ts';
import type { AppEnv } from '../http/app-env.ts';
import type { InvoiceView } from './checkout-schema.ts';
import { invoiceView } from '../invoices/view.ts';
import type { CheckoutView } from './checkout-schema.ts';
import { checkoutViews, modeOf } from './view.ts';

export const pathOf = ({ id }: Pick<CheckoutRow, 'id'>): string => `/v1/checkouts/${id}`;

/** The checkout as the body of an answer; notes the channel's mode for the answer's header. */
export async function shown(c: Context<AppEnv>, { db, channels }: Deps, row: CheckoutRow): Promise<CheckoutView> {
  c.set('mode', await modeOf(channels, row.channel));
  const [view] = await checkoutViews(db, channels, [row]);
  if (view === undefined) throw new Error(`The checkout ${row.id} cannot be shown.`);
  return view;
}

/** The same, for what is still going on: where to look for the outcome is in `Location`. */
export async function shownPending(c: Context<AppEnv>, deps: Deps, row: CheckoutRow): Promise<CheckoutView> {
  c.header('location', pathOf(row));
  return shown(c, deps, row);
}

/** The invoice of this number, or null while the process has not made it. */
export async function shownInvoice(
  c: Context<AppEnv>,
  { db, channels }: Deps,
  row: CheckoutRow,
  number: string,
): Promise<InvoiceView | null> {
  c.set('mode', await modeOf(channels, row.channel));
  const invoice = row.facts?.invoices.find((each) => each.number === number);
  return invoice === undefined ? null : invoiceView(row.id, invoice, await invoiceRecords(db, [row.id]));
}
