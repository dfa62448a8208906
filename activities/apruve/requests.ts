import { z } from 'zod';
import type { InvoiceVerb } from '../../workflows/rules/rows.ts';
import {
  accountSchema,
  invoiceSchema,
  merchantSchema,
  orderSchema,
  returnSchema,
  shipmentSchema,
  webhookEndpointSchema,
  wholeOrderSchema,
  type ApruveAccount,
  type ApruveInvoice,
  type ApruveMerchant,
  type ApruveOrder,
  type ApruveReturn,
  type ApruveShipment,
  type ApruveWebhookEndpoint,
  type ApruveWholeOrder,
} from './entities.ts';

/** One request to Apruve's REST API v4: the client sends exactly this, and the ledger records exactly this. */
export interface ApruveRequest<T> {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/api/v4`. */
  path: string;
  /** Sent as JSON; null where Apruve needs none. */
  body: object | null;
  /** Reads a 2xx answer. */
  schema: z.ZodType<T>;
}

const get = <T>(path: string, schema: z.ZodType<T>): ApruveRequest<T> => ({ method: 'GET', path, body: null, schema });
const post = <T>(path: string, body: object | null, schema: z.ZodType<T>): ApruveRequest<T> => ({
  method: 'POST',
  path,
  body,
  schema,
});
const patch = <T>(path: string, body: object, schema: z.ZodType<T>): ApruveRequest<T> => ({
  method: 'PATCH',
  path,
  body,
  schema,
});

const orderPath = (orderId: string): string => `/orders/${encodeURIComponent(orderId)}`;
const invoicePath = (invoiceId: string): string => `/invoices/${encodeURIComponent(invoiceId)}`;
const shipmentPath = (invoiceId: string, shipmentId: string): string =>
  `${invoicePath(invoiceId)}/shipments/${encodeURIComponent(shipmentId)}`;

const orderRequests = {
  getOrder: (orderId: string): ApruveRequest<ApruveOrder> => get(orderPath(orderId), orderSchema),
  /** The same request, read with the order's lines. */
  getWholeOrder: (orderId: string): ApruveRequest<ApruveWholeOrder> => get(orderPath(orderId), wholeOrderSchema),
  /** One page of the orders with this merchant order number, or of those with a hash too; `listAllOrders` reads them all. */
  findOrders: (merchantOrderId: string, secureHash?: string, page = 1): ApruveRequest<ApruveOrder[]> => {
    const query = new URLSearchParams({
      merchant_order_id: merchantOrderId,
      ...(secureHash && { secure_hash: secureHash }),
      ...(page > 1 && { page: String(page) }),
    });
    return get(`/orders?${query.toString()}`, z.array(orderSchema));
  },
  /** One page of all orders of the merchant. */
  listOrders: (page: number): ApruveRequest<ApruveOrder[]> => get(`/orders?page=${page}`, z.array(orderSchema)),
  /** An order without a lightbox; it waits for the buyer's confirmation. */
  createOrder: (body: object): ApruveRequest<ApruveOrder> => post('/orders', body, orderSchema),
  updateOrder: (orderId: string, body: object): ApruveRequest<ApruveOrder> => patch(orderPath(orderId), body, orderSchema),
  finalizeOrder: (orderId: string): ApruveRequest<ApruveOrder> => post(`${orderPath(orderId)}/finalize`, null, orderSchema),
  completeOrder: (orderId: string): ApruveRequest<ApruveOrder> => post(`${orderPath(orderId)}/complete`, null, orderSchema),
  cancelOrder: (orderId: string): ApruveRequest<ApruveOrder> => post(`${orderPath(orderId)}/cancel`, null, orderSchema),
};

const invoiceRequests = {
  getInvoice: (invoiceId: string): ApruveRequest<ApruveInvoice> => get(invoicePath(invoiceId), invoiceSchema),
  /** One page of an order's invoices; `listAllInvoices` reads them all. */
  listInvoices: (orderId: string, page = 1): ApruveRequest<ApruveInvoice[]> =>
    get(`${orderPath(orderId)}/invoices${page === 1 ? '' : `?page=${page}`}`, z.array(invoiceSchema)),
  createInvoice: (orderId: string, body: object): ApruveRequest<ApruveInvoice> =>
    post(`${orderPath(orderId)}/invoices`, body, invoiceSchema),
  updateInvoice: (invoiceId: string, body: object): ApruveRequest<ApruveInvoice> =>
    patch(invoicePath(invoiceId), body, invoiceSchema),
  actOnInvoice: (invoiceId: string, verb: InvoiceVerb): ApruveRequest<ApruveInvoice> =>
    post(`${invoicePath(invoiceId)}/${verb}`, null, invoiceSchema),
  listShipments: (invoiceId: string): ApruveRequest<ApruveShipment[]> =>
    get(`${invoicePath(invoiceId)}/shipments`, z.array(shipmentSchema)),
  createShipment: (invoiceId: string, body: object): ApruveRequest<ApruveShipment> =>
    post(`${invoicePath(invoiceId)}/shipments`, body, shipmentSchema),
  updateShipment: (invoiceId: string, shipmentId: string, body: object): ApruveRequest<ApruveShipment> =>
    patch(shipmentPath(invoiceId, shipmentId), body, shipmentSchema),
  listReturns: (invoiceId: string): ApruveRequest<ApruveReturn[]> =>
    get(`${invoicePath(invoiceId)}/invoice_returns`, z.array(returnSchema)),
  createReturn: (invoiceId: string, body: object): ApruveRequest<ApruveReturn> =>
    post(`${invoicePath(invoiceId)}/invoice_returns`, body, returnSchema),
};

const endpointsPath = (merchantId: string): string => `/merchants/${encodeURIComponent(merchantId)}/webhook_endpoints`;

const webhookRequests = {
  listWebhookEndpoints: (merchantId: string): ApruveRequest<ApruveWebhookEndpoint[]> =>
    get(endpointsPath(merchantId), z.array(webhookEndpointSchema)),
  createWebhookEndpoint: (merchantId: string, { url }: { url: string }): ApruveRequest<ApruveWebhookEndpoint> =>
    post(endpointsPath(merchantId), { merchant_id: merchantId, url, version: 'v4' }, webhookEndpointSchema),
  deleteWebhookEndpoint: (merchantId: string, id: string): ApruveRequest<unknown> => ({
    method: 'DELETE',
    path: `${endpointsPath(merchantId)}/${encodeURIComponent(id)}`,
    body: null,
    schema: z.unknown(),
  }),
};

/** Every request that this product sends to Apruve (docs/apruve.md). */
export const requests = {
  ...orderRequests,
  ...invoiceRequests,
  ...webhookRequests,
  getMerchant: (merchantId: string): ApruveRequest<ApruveMerchant> =>
    get(`/merchants/${encodeURIComponent(merchantId)}`, merchantSchema),
  /** The corporate accounts of a merchant: its first page. */
  listAccounts: (merchantId: string): ApruveRequest<ApruveAccount[]> =>
    get(`/merchants/${encodeURIComponent(merchantId)}/corporate_accounts`, z.array(accountSchema)),
  /**
   * The corporate accounts of a merchant whose buyers have this email, without regard to case. `+` is encoded because Apruve reads a
   * bare one as a blank.
   */
  findAccounts: (merchantId: string, email: string): ApruveRequest<ApruveAccount[]> =>
    get(
      `/merchants/${encodeURIComponent(merchantId)}/corporate_accounts?email=${encodeURIComponent(email.toLowerCase())}`,
      z.array(accountSchema),
    ),
};

/** A request as the ledger records it: never its headers. */
export const recordedRequest = ({ method, path, body }: ApruveRequest<unknown>) => ({ method, path, body });
