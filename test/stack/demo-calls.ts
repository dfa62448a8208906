import { z } from 'zod';

import type { StackInfo } from './stack-file.ts';

// What the demo reads of the answers; the whole is in `/openapi.json`.
const checkout = z.object({
  id: z.string(),
  status: z.string(),
  payment_status: z.string(),
  attention: z.object({ message: z.string() }).nullable(),
  lightbox: z.object({ order: z.unknown(), secure_hash: z.string() }).nullable(),
});
const invoice = z.object({ id: z.string(), merchant_invoice_id: z.string(), status: z.string(), amount_cents: z.int() });
const transactions = z.object({
  items: z.array(
    z.object({
      action: z.string(),
      amount_cents: z.int(),
      reference: z.string().nullable(),
      active: z.boolean(),
      successful: z.boolean(),
    }),
  ),
});

export type CheckoutAnswer = z.infer<typeof checkout>;
export type Transaction = z.infer<typeof transactions>['items'][number];

interface Call<T> {
  url: string;
  body?: unknown;
  key?: string;
  answer: z.ZodType<T>;
}

/** POSTs where there is a body, else GETs. Throws, with what was answered, unless the answer is 200 or 201. */
async function call<T>({ url, body, key, answer }: Call<T>): Promise<T> {
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(key && { authorization: `Bearer ${key}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(20_000),
  });
  const text = await response.text();
  if (response.status !== 200 && response.status !== 201) throw new Error(`${url} answered ${response.status}: ${text}`);
  return answer.parse(JSON.parse(text));
}

/** The calls of one checkout from opening to paid: by the shop's server, its operator, and Apruve. */
export function demoCalls({ api_url: api, storefront_key, admin_key }: StackInfo, sandbox: string) {
  const shop = { key: storefront_key, answer: checkout };
  return {
    open: (order: unknown) => call({ ...shop, url: `${api}/v1/checkouts`, body: order }),
    read: (id: string) => call({ ...shop, url: `${api}/v1/checkouts/${id}` }),
    authorize: (id: string, apruveOrderId: string) =>
      call({ ...shop, url: `${api}/v1/checkouts/${id}/authorization`, body: { apruve_order_id: apruveOrderId } }),
    invoice: (id: string) => call({ url: `${api}/v1/checkouts/${id}/invoices`, body: {}, key: admin_key, answer: invoice }),
    transactions: (id: string) => call({ url: `${api}/v1/checkouts/${id}/transactions`, key: admin_key, answer: transactions }),
    accept: ({ order, secure_hash }: NonNullable<CheckoutAnswer['lightbox']>) =>
      call({
        url: `${sandbox}/_sandbox/lightbox`,
        body: { order, secure_hash, outcome: 'accept', buyer: 'buyer@example.test' },
        answer: z.object({ apruve_order_id: z.string() }),
      }),
    pay: (invoiceId: string) => call({ url: `${sandbox}/_sandbox/invoices/${invoiceId}/pay`, body: {}, answer: z.unknown() }),
  };
}
