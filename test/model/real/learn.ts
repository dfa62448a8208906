import { knownShipments, lookAtInvoice } from '../model/process.ts';
import type { Checkout, Model } from '../model/state.ts';
import type { View } from './compare.ts';
import type { SandboxState } from './sandbox.ts';

/** The process may have read an invoice unseen (`echoes`): the model follows where it has. */
export function learnReads(model: Model, checkout: Checkout, view: View): void {
  for (const invoice of checkout.invoices.filter(({ echoes }) => echoes)) {
    const shown = view.invoices.find(({ id }) => id === invoice.id);
    const isPaidAlike = invoice.here !== 'open' || shown?.paid_cents === invoice.seenPaid;
    const isSame = shown?.status === invoice.here && isPaidAlike && shown.shipments.length === knownShipments(invoice).length;
    if (!isSame) lookAtInvoice(model, checkout, invoice);
  }
}

/** The model learns how Apruve calls what was just made. */
export function learnIds(model: Model, state: SandboxState): void {
  for (const order of model.orders) {
    order.createdAt = state.orders.find(({ id }) => id === order.id)?.created_at ?? '';
    for (const invoice of order.invoices) {
      const same = ({ id, order_id, merchant_invoice_id }: SandboxState['invoices'][number]): boolean =>
        order_id === order.id && merchant_invoice_id === invoice.number && order.invoices.every((other) => other.id !== id);
      invoice.id ??= state.invoices.find(same)?.id ?? null;
    }
  }
}
