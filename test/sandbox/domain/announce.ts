import type { AccountRow, InvoiceRow, OrderRow, ShipmentRow } from '../store/rows.ts';
import { found } from '../values/refusal.ts';
import { closedInvoiceView, invoiceView } from '../views/invoice-view.ts';
import { orderView, paymentTermView } from '../views/order-view.ts';
import { accountView, shipmentView } from '../views/other-views.ts';
import type { World } from '../world.ts';

/** Sends the merchant a webhook about its order. */
export const announceOrder = (world: World, event: 'order.accepted' | 'order.canceled', order: OrderRow): void => {
  world.emit(order.merchant_id, event, orderView(world, order, ''));
  world.creditChanged(order.account_id);
};

/** Sends a webhook that credit is granted. The documented example says `approved` where the REST answer says `accepted`. */
export const announceTerm = (world: World, order: OrderRow): void =>
  world.emit(order.merchant_id, 'payment_term.accepted', { ...paymentTermView(world, order, ''), status: 'approved' });

/** Sends the merchant a webhook about its invoice; `invoice.closed` in its recorded shape, the others as REST answers them. */
export const announceInvoice = (
  world: World,
  event: 'invoice.funded' | 'invoice.closed' | 'invoice.canceled',
  invoice: InvoiceRow,
): void => {
  const entity = event === 'invoice.closed' ? closedInvoiceView(world, invoice) : invoiceView(world, invoice);
  world.emit(invoice.merchant_id, event, entity);
  world.creditChanged(found(world.orders.get(invoice.order_id)).account_id);
};

/** Sends the merchant a webhook about a shipment. */
export const announceShipment = (
  world: World,
  event: 'shipment.created' | 'shipment.updated',
  merchantId: string,
  row: ShipmentRow,
): void => world.emit(merchantId, event, shipmentView(row));

/** Sends the merchant a webhook about a buyer's account or its team. */
export const announceAccount = (
  world: World,
  event: 'corporate_account.approved' | 'team_member.added' | 'team_member.removed' | 'credit_available.updated',
  account: AccountRow,
): void => world.emit(account.merchant_id, event, accountView(world, account));
