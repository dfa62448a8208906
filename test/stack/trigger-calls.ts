import { z } from 'zod';

import type { StackInfo } from './stack-file.ts';

// What is read of a checkout; the whole is in `/openapi.json`.
const checkout = z.object({
  id: z.string(),
  merchant_order_id: z.string(),
  status: z.string(),
  payment_status: z.string(),
  overdue: z.boolean(),
  attention: z.object({ code: z.string() }).nullable(),
  apruve_order_id: z.string().nullable(),
  invoices: z.array(
    z.object({
      id: z.string(),
      merchant_invoice_id: z.string(),
      status: z.string(),
      amount_cents: z.int(),
      amount_due_cents: z.int(),
    }),
  ),
});

/** A checkout as far as a trigger looks at it. */
export type Shown = z.infer<typeof checkout>;

/** A control call to the sandbox; throws, with its answer, where it is refused. */
export type Control = (path: string, body?: Record<string, unknown>) => Promise<void>;

async function answered(url: string, init: RequestInit): Promise<string> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(20_000) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return text;
}

/** The calls of `npm run trigger`: a checkout by its id or its order's number, and the sandbox's control calls. */
export function triggerCalls({ api_url: api, admin_key }: StackInfo, sandbox: string) {
  const get = async (path: string): Promise<unknown> =>
    JSON.parse(await answered(`${api}${path}`, { headers: { authorization: `Bearer ${admin_key}` } }));
  const read = async (id: string): Promise<Shown> => checkout.parse(await get(`/v1/checkouts/${encodeURIComponent(id)}`));
  const control: Control = async (path, body = {}) => {
    const headers = { 'content-type': 'application/json' };
    await answered(`${sandbox}/_sandbox${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  };
  return {
    read,
    control,
    find: async (wanted: string): Promise<Shown> => {
      if (wanted.startsWith('chk_')) return read(wanted);
      const list = await get(`/v1/checkouts?merchant_order_id=${encodeURIComponent(wanted)}`);
      const [newest] = z.object({ items: z.array(checkout) }).parse(list).items;
      if (newest === undefined) throw new Error(`No checkout has the order number ${wanted}.`);
      return newest;
    },
  };
}
