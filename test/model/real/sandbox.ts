import { z } from 'zod';
import type { Rig } from '../../support/rig.ts';

const money = z.int();
const stateSchema = z.object({
  orders: z.array(z.object({ id: z.string(), status: z.string(), amount_cents: money, created_at: z.string() })),
  invoices: z.array(
    z.object({
      id: z.string(),
      order_id: z.string(),
      status: z.string(),
      amount_cents: money,
      merchant_invoice_id: z.string().nullable(),
      tax_cents: money.nullable(),
      shipping_cents: money.nullable(),
      invoice_items: z.array(z.object({ price_total_cents: money })),
    }),
  ),
  shipments: z.array(
    z.object({
      id: z.string(),
      invoice_id: z.string(),
      amount_cents: money,
      status: z.string().nullable(),
      merchant_shipment_id: z.string().nullable(),
    }),
  ),
  returns: z.array(
    z.object({ id: z.string(), invoice_id: z.string(), amount_cents: money, merchant_notes: z.string().nullable() }),
  ),
  accounts: z.array(
    z.object({
      id: z.string(),
      credit_balance_cents: money,
      authorized_buyers: z.array(z.object({ email: z.string() })),
    }),
  ),
});
/** What exists at Apruve. */
export type SandboxState = z.infer<typeof stateSchema>;

const deliveriesSchema = z.object({
  items: z.array(
    z.object({
      uuid: z.string(),
      event: z.string(),
      state: z.enum(['held', 'waiting', 'delivered', 'failed']),
      attempts: z.array(z.object({ status: z.number().nullable() })),
    }),
  ),
});

export interface SandboxAnswer {
  status: number;
  body: unknown;
}

/** The other side's controls. */
export function sandboxOf(rig: Pick<Rig, 'sandbox'>) {
  const call = async (method: string, path: string, body?: unknown): Promise<SandboxAnswer> => {
    const answer = await fetch(`${rig.sandbox.url}/_sandbox${path}`, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
  };
  const must = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await call(method, path, body);
    if (answer.status !== 200) throw new Error(`The sandbox answers ${method} ${path} with ${JSON.stringify(answer)}.`);
    return answer.body;
  };
  return {
    call,
    must,
    state: async (): Promise<SandboxState> => stateSchema.parse(await must('GET', '/state')),
    deliveries: async () => deliveriesSchema.parse(await must('GET', '/webhooks')).items,
  };
}
export type SandboxControls = ReturnType<typeof sandboxOf>;
