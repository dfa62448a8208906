import { availableCredit, usedCredit } from '../domain/credit.ts';
import type { AccountRow, EndpointRow, MerchantRow, ReturnRow, ShipmentRow } from '../store/rows.ts';
import type { World } from '../world.ts';

/** A shipment: php clients read `uuid`, all others `id`. */
export const shipmentView = (shipment: ShipmentRow) => ({
  ...shipment,
  uuid: shipment.id,
  shipment_items: shipment.shipment_items.map((item) => ({ ...item, shipment_id: shipment.id })),
});

/** An invoice return. */
export const returnView = (row: ReturnRow) => ({ ...row, uuid: row.id });

/** A buyer's account; `credit_available_cents` is the limit less what orders hold and invoices owe. */
export const accountView = (world: World, account: AccountRow) => ({
  id: account.id,
  customer_uuid: account.customer_uuid,
  merchant_uuid: account.merchant_id,
  type: 'CorporateAccount',
  payment_term_strategy_name: account.payment_term_strategy_name,
  name: account.name,
  merchant_account_id: null,
  credit_available_cents: availableCredit(world, account),
  credit_balance_cents: usedCredit(world, account),
  credit_amount_cents: account.credit_amount_cents,
  authorized_buyers: account.authorized_buyers,
});

/** A merchant, without its key. */
export const merchantView = (merchant: MerchantRow) => ({
  id: merchant.id,
  name: merchant.name,
  email: merchant.email,
  web_url: merchant.web_url,
  phone: merchant.phone,
  url_slug: merchant.url_slug,
});

/** A webhook endpoint, in the recorded shape: the merchant's id is in the request only. */
export const endpointView = (endpoint: EndpointRow) => ({ id: endpoint.id, version: endpoint.version, url: endpoint.url });
