import type { Dispatcher } from 'undici';
import { z } from 'zod';
import type { InvoiceVerb } from '../../workflows/rules/rows.ts';
import {
  accountSchema,
  invoiceSchema,
  orderSchema,
  returnSchema,
  shipmentSchema,
  type ApruveAccount,
  type ApruveInvoice,
  type ApruveOrder,
  type ApruveReturn,
  type ApruveShipment,
} from './entities.ts';
import { ApruveError } from './errors.ts';
import { createApruveHttp, type ApruveAnswer } from './http.ts';

/** An answer as it came, for the record, and as we read it. */
export interface Read<T> {
  answer: ApruveAnswer;
  data: T;
}

/** Apruve's REST API v4 for one merchant. Every call throws `ApruveError` unless it is answered 2xx in a readable shape. */
export interface Apruve {
  merchantId: string;
  getOrder(orderId: string): Promise<Read<ApruveOrder>>;
  /** All orders with this merchant order number, in Apruve's order. */
  findOrders(merchantOrderId: string, secureHash?: string): Promise<Read<ApruveOrder[]>>;
  /** Makes an order without a lightbox; it waits for the buyer's confirmation. */
  createOrder(body: object): Promise<Read<ApruveOrder>>;
  cancelOrder(orderId: string): Promise<Read<ApruveOrder>>;
  createInvoice(orderId: string, body: object): Promise<Read<ApruveInvoice>>;
  listInvoices(orderId: string): Promise<Read<ApruveInvoice[]>>;
  getInvoice(invoiceId: string): Promise<Read<ApruveInvoice>>;
  /** `issue`, `cancel` or `close`: each answers the invoice as it is then. */
  actOnInvoice(invoiceId: string, verb: InvoiceVerb): Promise<Read<ApruveInvoice>>;
  updateInvoice(invoiceId: string, body: object): Promise<Read<ApruveInvoice>>;
  updateOrder(orderId: string, body: object): Promise<Read<ApruveOrder>>;
  finalizeOrder(orderId: string): Promise<Read<ApruveOrder>>;
  completeOrder(orderId: string): Promise<Read<ApruveOrder>>;
  updateShipment(invoiceId: string, shipmentId: string, body: object): Promise<Read<ApruveShipment>>;
  createShipment(invoiceId: string, body: object): Promise<Read<ApruveShipment>>;
  listShipments(invoiceId: string): Promise<Read<ApruveShipment[]>>;
  createReturn(invoiceId: string, body: object): Promise<Read<ApruveReturn>>;
  listReturns(invoiceId: string): Promise<Read<ApruveReturn[]>>;
  /** The corporate accounts of our merchant whose buyers have this email, without regard to case. */
  findAccounts(email: string): Promise<Read<ApruveAccount[]>>;
}

/** The paths of the calls, in one place: rows record them. */
export const paths = {
  orders: '/orders',
  order: (orderId: string) => `/orders/${encodeURIComponent(orderId)}`,
  cancelOrder: (orderId: string) => `/orders/${encodeURIComponent(orderId)}/cancel`,
  orderInvoices: (orderId: string) => `/orders/${encodeURIComponent(orderId)}/invoices`,
  invoice: (invoiceId: string) => `/invoices/${encodeURIComponent(invoiceId)}`,
  finalizeOrder: (orderId: string) => `/orders/${encodeURIComponent(orderId)}/finalize`,
  completeOrder: (orderId: string) => `/orders/${encodeURIComponent(orderId)}/complete`,
  actOnInvoice: (invoiceId: string, verb: InvoiceVerb) => `/invoices/${encodeURIComponent(invoiceId)}/${verb}`,
  shipment: (invoiceId: string, shipmentId: string) =>
    `/invoices/${encodeURIComponent(invoiceId)}/shipments/${encodeURIComponent(shipmentId)}`,
  returns: (invoiceId: string) => `/invoices/${encodeURIComponent(invoiceId)}/invoice_returns`,
  /** Lower case, and `+` encoded: Apruve reads a bare one as a blank. */
  accounts: (merchantId: string, email: string) =>
    `/merchants/${encodeURIComponent(merchantId)}/corporate_accounts?email=${encodeURIComponent(email.toLowerCase())}`,
  shipments: (invoiceId: string) => `/invoices/${encodeURIComponent(invoiceId)}/shipments`,
};

export function createApruve(options: { origin: string; apiKey: string; merchantId: string; dispatcher: Dispatcher }): Apruve {
  const http = createApruveHttp(options.origin, options.apiKey, options.dispatcher);
  const orders = z.array(orderSchema);
  return {
    merchantId: options.merchantId,
    getOrder: async (id) => read(orderSchema, await http('GET', paths.order(id))),
    findOrders: async (merchantOrderId, secureHash) => {
      const query = new URLSearchParams({ merchant_order_id: merchantOrderId, ...(secureHash && { secure_hash: secureHash }) });
      return read(orders, await http('GET', `/orders?${query.toString()}`));
    },
    createOrder: async (body) => read(orderSchema, await http('POST', paths.orders, body)),
    cancelOrder: async (id) => read(orderSchema, await http('POST', paths.cancelOrder(id))),
    createInvoice: async (id, body) => read(invoiceSchema, await http('POST', paths.orderInvoices(id), body)),
    listInvoices: async (id) => read(z.array(invoiceSchema), await http('GET', paths.orderInvoices(id))),
    getInvoice: async (id) => read(invoiceSchema, await http('GET', paths.invoice(id))),
    createShipment: async (id, body) => read(shipmentSchema, await http('POST', paths.shipments(id), body)),
    updateOrder: async (id, body) => read(orderSchema, await http('PATCH', paths.order(id), body)),
    finalizeOrder: async (id) => read(orderSchema, await http('POST', paths.finalizeOrder(id))),
    completeOrder: async (id) => read(orderSchema, await http('POST', paths.completeOrder(id))),
    actOnInvoice: async (id, verb) => read(invoiceSchema, await http('POST', paths.actOnInvoice(id, verb))),
    updateInvoice: async (id, body) => read(invoiceSchema, await http('PATCH', paths.invoice(id), body)),
    updateShipment: async (id, shipmentId, body) =>
      read(shipmentSchema, await http('PATCH', paths.shipment(id, shipmentId), body)),
    createReturn: async (id, body) => read(returnSchema, await http('POST', paths.returns(id), body)),
    listReturns: async (id) => read(z.array(returnSchema), await http('GET', paths.returns(id))),
    findAccounts: async (email) => read(z.array(accountSchema), await http('GET', paths.accounts(options.merchantId, email))),
    listShipments: async (id) => read(z.array(shipmentSchema), await http('GET', paths.shipments(id))),
  };
}

/** Parses an answer; garbage counts as no answer, for what it did at Apruve is unknown. */
function read<T>(schema: z.ZodType<T>, answer: ApruveAnswer): Read<T> {
  const parsed = schema.safeParse(answer.body);
  if (parsed.success) return { answer, data: parsed.data };
  const where = parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole').join(', ');
  const message = `Apruve answered ${answer.status} in a shape that cannot be read (${where})`;
  throw new ApruveError('unreachable', message, { status: answer.status, body: answer.body, effect: 'done-or-not' });
}

/** Finds one entity in a list that Apruve answered, as if it had been read by itself. */
export function pick<T>({ answer, data }: Read<T[]>, fits: (entity: T) => boolean): Read<T> | null {
  const found = data.find(fits);
  return found === undefined ? null : { answer: { status: answer.status, body: found }, data: found };
}
