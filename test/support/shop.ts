import { createHash, randomUUID } from 'node:crypto';
import { WithStartWorkflowOperation } from '@temporalio/client';
import { vi } from 'vitest';
import { allocateAttempt } from '../../activities/ledger/attempts.ts';
import { findCheckout, type CheckoutRow } from '../../activities/ledger/checkouts.ts';
import { listTransactions, type TransactionRow } from '../../activities/ledger/transactions.ts';
import type { ShopOrder } from '../../activities/ledger/json-columns.ts';
import type { OfflineInput } from '../../workflows/contract/checkout.ts';
import { authorizeUpdate, openCheckoutUpdate, WORKFLOW_TYPE } from '../../workflows/contract/messages.ts';
import type { Rig } from './rig.ts';

/** An order over $115.00 as a shop would send it: two lines, tax and shipping. */
export function anOrder(changes: Partial<ShopOrder> = {}): ShopOrder {
  return {
    merchant_order_id: `ORD-${randomUUID().slice(0, 8)}`,
    amount_cents: 11_500,
    currency: 'USD',
    tax_cents: 800,
    shipping_cents: 700,
    expire_at: null,
    po_number: null,
    finalize_on_create: true,
    invoice_on_create: false,
    order_items: [
      { title: 'Safety gloves', quantity: 10, price_ea_cents: 600, price_total_cents: 6_000, sku: 'GLV-1' },
      { title: 'Work boots', quantity: 1, price_ea_cents: 4_000, price_total_cents: 4_000, sku: 'BOOT-9' },
    ],
    ...changes,
  };
}

/** Opens a checkout as the API does: the ledger allocates, Temporal starts. */
export async function openCheckout(rig: Rig, order: ShopOrder = anOrder(), offline?: OfflineInput): Promise<CheckoutRow> {
  const customer = { email: 'buyer@example.test', name: 'Bea Buyer', id: null, country: null, group: null };
  const contentHash = createHash('sha256').update(JSON.stringify(order)).digest('hex');
  const { policy } = rig.config;
  const wanted = {
    channel: 'default',
    mode: rig.config.apruve.channel?.mode ?? 'test',
    order,
    customer,
    contentHash,
    paidMeans: 'closed' as const,
    policy,
    offline,
  };
  const { checkout } = await allocateAttempt(rig.ledger.db, wanted);
  const startWorkflowOperation = new WithStartWorkflowOperation(WORKFLOW_TYPE, {
    workflowId: checkout.id,
    args: [checkout.input],
    taskQueue: rig.config.temporal.taskQueue,
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowTaskTimeout: '5s',
    staticSummary: `${order.merchant_order_id} · ${customer.name}`,
  });
  await rig.temporal.client.workflow.executeUpdateWithStart(openCheckoutUpdate, {
    startWorkflowOperation,
    args: [{ contentHash }],
  });
  return readCheckout(rig, checkout.id);
}

/** The checkout's row. */
export async function readCheckout(rig: Rig, id: string): Promise<CheckoutRow> {
  const row = await findCheckout(rig.ledger.db, id);
  if (row === null) throw new Error(`no checkout ${id}`);
  return row;
}

/** The checkout's payment transactions, oldest first. */
export const readRows = (rig: Rig, id: string): Promise<TransactionRow[]> => listTransactions(rig.ledger.db, id);

type WithSandbox = { sandbox: Pick<Rig['sandbox'], 'url'> };
/** A sandbox, with the key of its first merchant. */
export type WithMerchant = {
  sandbox: Pick<Rig['sandbox'], 'url'> & { merchants: Pick<Rig['sandbox']['merchants'], 'default'> };
};

/** A control call to the sandbox. */
export async function control<T = Record<string, unknown>>(
  rig: WithSandbox,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const answer = await fetch(`${rig.sandbox.url}/_sandbox${path}`, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return (text === '' ? {} : JSON.parse(text)) as T;
}

/** What the buyer does in the lightbox; answers the Apruve order id. */
export async function useLightbox(
  rig: WithSandbox,
  lightbox: CheckoutRow['lightbox'],
  outcome: 'accept' | 'pending' = 'accept',
): Promise<string> {
  const { order, secure_hash } = lightbox ?? {};
  const { apruve_order_id } = await control<{ apruve_order_id: string }>(rig, 'POST', '/lightbox', {
    order,
    secure_hash,
    outcome,
  });
  return apruve_order_id;
}

/** A checkout whose buyer has authorized it. */
export async function authorizedCheckout(rig: Rig, order: ShopOrder = anOrder()): Promise<{ id: string; apruveOrderId: string }> {
  const { id, lightbox } = await openCheckout(rig, order);
  const apruveOrderId = await useLightbox(rig, lightbox);
  await rig.temporal.client.workflow.getHandle(id).executeUpdate(authorizeUpdate, { args: [{ apruveOrderId }] });
  return { id, apruveOrderId };
}

/** Makes the sandbox fail the next matching requests. */
export const fault = (rig: WithSandbox, about: Record<string, unknown>): Promise<unknown> =>
  control(rig, 'POST', '/faults', about);

interface SandboxState {
  orders: { id: string; status: string }[];
  invoices: { id: string; order_id: string; status: string; merchant_invoice_id: string }[];
  shipments: { id: string; invoice_id: string }[];
}

/** What exists at the sandbox for one order. */
export async function sandboxState(rig: WithSandbox, orderId: string): Promise<SandboxState> {
  const state = await control<SandboxState>(rig, 'GET', '/state');
  const invoices = state.invoices.filter((invoice) => invoice.order_id === orderId);
  const ids = new Set(invoices.map(({ id }) => id));
  return {
    orders: state.orders.filter(({ id }) => id === orderId),
    invoices,
    shipments: state.shipments.filter(({ invoice_id }) => ids.has(invoice_id)),
  };
}

/** How many requests to a path below Apruve's API have reached the sandbox. */
export async function requestsOf(rig: WithSandbox, path: string): Promise<number> {
  const { items } = await control<{ items: { path: string }[] }>(rig, 'GET', '/requests');
  return items.filter((request) => request.path.includes(path)).length;
}

/** Resolves once a POST to a path below Apruve's API has reached the sandbox. */
export async function requestArrives(rig: WithSandbox, path: string): Promise<void> {
  const arrived = async () => {
    const { items } = await control<{ items: { method: string; path: string }[] }>(rig, 'GET', '/requests');
    return items.some((request) => request.method === 'POST' && request.path.includes(path));
  };
  await vi.waitUntil(arrived, { timeout: 60_000, interval: 20 });
}

/** A call of Apruve's REST API that is not ours: its dashboard, or another program. */
export async function askApruve(
  { sandbox }: WithMerchant,
  method: string,
  path: string,
  body: object = {},
): Promise<{ id: string }> {
  const answer = await fetch(`${sandbox.url}/api/v4${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'apruve-api-key': sandbox.merchants.default.apiKey },
    ...(method !== 'GET' && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { id: string };
}

/** A change of an invoice there. */
export const changeAtApruve = (rig: Rig, invoiceId: string, change: Record<string, unknown>): Promise<unknown> =>
  askApruve(rig, 'PUT', `/invoices/${invoiceId}`, change);

/** Makes an invoice there, as someone at Apruve would; returns its id. */
export const invoiceAtApruve = async (rig: Rig, orderId: string, amountCents: number): Promise<string> =>
  (await askApruve(rig, 'POST', `/orders/${orderId}/invoices`, { amount_cents: amountCents })).id;
