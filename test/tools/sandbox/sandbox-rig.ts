import { createHash } from 'node:crypto';
import { z } from 'zod';
import { BUYER, type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/server.ts';

export type Answer = { status: number; body: unknown; text: string; headers: Headers };

const readable = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** One HTTP call; `body` is sent as JSON unless it is text already. */
export const send = async (
  url: string,
  method = 'GET',
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> => {
  const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const init = {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(payload !== undefined && { body: payload }),
  };
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, body: readable(text), text, headers: response.headers };
};

/** A sandbox of its own for one test, with the calls that tests make most. */
export const openSandbox = async (options: SandboxOptions = {}) => {
  const sandbox = await startSandbox({ webhookRetryMs: 5, ...options });
  return { ...sandbox, ...callsOf(sandbox) };
};

export type Rig = Awaited<ReturnType<typeof openSandbox>>;

const callsOf = (sandbox: Sandbox) => {
  const { apiKey } = sandbox.merchants.default;
  const api = (method: string, path: string, body?: unknown, key = apiKey): Promise<Answer> =>
    send(`${sandbox.url}/api/v4${path}`, method, body, { 'Apruve-Api-Key': key });
  const control = (method: string, path: string, body?: unknown): Promise<Answer> =>
    send(`${sandbox.url}/_sandbox${path}`, method, body);
  return { api, control };
};

const withId = z.object({ id: z.string() });

/** The id of what was answered. Fails the test where there is none. */
export const idOf = (answer: Answer): string => withId.parse(answer.body).id;

const ORDER_FIELDS =
  'merchant_id merchant_order_id amount_cents currency tax_cents shipping_cents expire_at finalize_on_create invoice_on_create';
const ITEM_FIELDS = 'title price_total_cents price_ea_cents quantity sku';

const textOf = (fields: string, values: Record<string, unknown>): string =>
  fields
    .split(' ')
    .map((field) => values[field])
    .map((value) => (typeof value === 'string' ? value : JSON.stringify(value ?? '').replace('""', '')))
    .join('');

/** A lightbox order of the default merchant: 100.00 of goods, 10.00 tax, 5.00 shipping, no invoice of its own. */
export const someOrder = (rig: Rig, changes: Record<string, unknown> = {}) => ({
  merchant_id: rig.merchants.default.merchantId,
  merchant_order_id: 'ORD-1',
  amount_cents: 11_500,
  currency: 'USD',
  tax_cents: 1000,
  shipping_cents: 500,
  finalize_on_create: true,
  invoice_on_create: false,
  order_items: [{ title: 'Shelf', price_total_cents: 10_000, price_ea_cents: 5000, quantity: 2, sku: 'SH-1' }],
  ...changes,
});

/** The secure hash as a shop computes it, written down here a second time on purpose. */
export const hashOf = (apiKey: string, order: ReturnType<typeof someOrder>): string =>
  createHash('sha256')
    .update([apiKey, textOf(ORDER_FIELDS, order), ...order.order_items.map((item) => textOf(ITEM_FIELDS, item))].join(''))
    .digest('hex');

/** What a buyer does in the lightbox, by control call. */
export const checkout = (
  rig: Rig,
  changes: Record<string, unknown> = {},
  choice: Record<string, unknown> = {},
): Promise<Answer> => {
  const order = someOrder(rig, changes);
  const secure_hash = hashOf(rig.merchants.default.apiKey, order);
  return rig.control('POST', '/lightbox', { order, secure_hash, outcome: 'accept', ...choice });
};

/** The id of an order that a buyer has accepted (or asked approval for) in the lightbox. */
export const checkedOut = async (rig: Rig, changes: Record<string, unknown> = {}, choice: Record<string, unknown> = {}) => {
  const answer = await checkout(rig, changes, choice);
  return z.object({ apruve_order_id: z.string() }).parse(answer.body).apruve_order_id;
};

/** The id of a new invoice on an order. */
export const invoiced = async (rig: Rig, orderId: string, amountCents: number, changes: Record<string, unknown> = {}) =>
  idOf(await rig.api('POST', `/orders/${orderId}/invoices`, { amount_cents: amountCents, ...changes }));

const accounts = z.array(
  z.object({ id: z.string(), credit_available_cents: z.number(), authorized_buyers: z.array(z.object({ id: z.string() })) }),
);

/** A buyer's account as the merchant sees it. */
export const accountOf = async (rig: Rig, email = BUYER) => {
  const found = await rig.api(
    'GET',
    `/merchants/${rig.merchants.default.merchantId}/corporate_accounts?email=${encodeURIComponent(email)}`,
  );
  const [account] = accounts.parse(found.body);
  if (account === undefined) throw new Error(`${email} has no account`);
  return { id: account.id, available: account.credit_available_cents, shopperId: account.authorized_buyers[0]?.id ?? '' };
};

/** An offline order by REST, as the merchant's plugin places it. */
export const offline = async (rig: Rig, changes: Record<string, unknown> = {}, email = BUYER): Promise<Answer> => {
  const account = await accountOf(rig, email);
  return rig.api('POST', '/orders', {
    ...someOrder(rig),
    shopper_id: account.shopperId,
    payment_term: { corporate_account_id: account.id },
    ...changes,
  });
};
