import type { Context } from 'hono';
import type { InvoiceFact } from '../../../workflows/contract/checkout.ts';
import type { ShipmentFact } from '../../../workflows/contract/shipment-fact.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { READING } from '../../http/identity/authenticate.ts';
import { assertMayAct } from '../../http/identity/caller.ts';
import { channelsOf } from '../../http/identity/roles.ts';
import { Problem } from '../../http/problem.ts';
import { type CheckoutRow, findCheckout } from '../../../activities/ledger/checkouts.ts';

const ID_FORM = /^chk_[a-z2-7]{26}$/;

/** The checkout that a path names, if the caller may see it. Throws `not-found`, and `forbidden` where a viewer of it would change it. */
export async function checkoutOf(c: Context<AppEnv>, { db }: Deps, id: string): Promise<CheckoutRow> {
  const caller = c.get('caller');
  const row = ID_FORM.test(id) ? await findCheckout(db, id, channelsOf(caller.roles)) : null;
  if (row === null) throw new Problem('not-found', `There is no checkout "${id}".`);
  if (!READING.has(c.req.method)) assertMayAct(caller, row.channel);
  return row;
}

/** The invoice that a path names. Throws `not-found`. */
export function invoiceOf(row: CheckoutRow, id: string): InvoiceFact {
  const invoice = row.facts?.invoices.find((each) => each.id === id);
  if (invoice === undefined) throw new Problem('not-found', `The checkout ${row.id} has no invoice "${id}".`);
  return invoice;
}

/** A shipment with the invoice that it belongs to. */
export interface InvoicedShipment {
  invoice: InvoiceFact;
  shipment: ShipmentFact;
}

/** The shipment that a path names. Throws `not-found`. */
export function shipmentOf(row: CheckoutRow, invoiceId: string, id: string): InvoicedShipment {
  const invoice = invoiceOf(row, invoiceId);
  const shipment = invoice.shipments.find((each) => each.id === id);
  if (shipment === undefined) throw new Problem('not-found', `The invoice "${invoiceId}" has no shipment "${id}".`);
  return { invoice, shipment };
}
