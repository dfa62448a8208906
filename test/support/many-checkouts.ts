import { WORKFLOW_TYPE } from '../../workflows/contract/messages.ts';
import { invoiceFacts } from '../../activities/invoices/invoice-facts.ts';
import { invoiceSchema, orderSchema } from '../../activities/apruve/entities.ts';
import { apruveOrder } from '../../activities/orders/lightbox.ts';
import { secureHash } from '../../activities/apruve/secure-hash.ts';
import type { StepContext } from '../../workflows/contract/step-context.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import { openingFacts } from '../../workflows/rules/facts.ts';
import type { Rig } from './rig.ts';
import { seedCheckout } from './seeding.ts';
import { anOrder, askApruve, control } from './shop.ts';

/** The workflows of seeded checkouts run on a queue that nobody serves: they are there, and do nothing. */
const NOBODY = 'nobody-serves-it';
const AMOUNT = 500;
const AT_ONCE = 10;
/** Orders of one buyer: with each new one the sandbox adds up what its account owes. */
const EACH_BUYS = 500;

/** Of a hundred: with an invoice that is to be paid, with an order and no invoice, with a pending order; the rest have no order. */
const SHARES = { owed: 52, toInvoice: 26, pending: 8 };
type Kind = keyof typeof SHARES | 'opened';

export interface Seeded {
  id: string;
  kind: Kind;
  apruveOrderId: string | null;
}

/** Puts open checkouts into ledger, Temporal and sandbox, which agree about them. */
export async function seedOpenCheckouts(rig: Rig, count: number, told: (done: number) => void = () => {}): Promise<Seeded[]> {
  const seeded: Seeded[] = [];
  const buyers = Array.from({ length: Math.ceil(count / EACH_BUYS) }, (_, n) => `many-${n}@buyer.test`);
  for (const email of buyers)
    await control(rig, 'POST', '/accounts', { merchant_id: rig.sandbox.merchants.default.merchantId, email });
  let next = 0;
  const work = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) {
      seeded.push(await seedOne(rig, n, buyers[Math.floor(n / EACH_BUYS)] ?? ''));
      if (seeded.length % 1_000 === 0) told(seeded.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return seeded;
}

/** Checkouts of a channel whose orders are not at Apruve. */
export async function seedUnknown(rig: Rig, channel: string, count: number): Promise<void> {
  const order: Fact = { fact: 'order-read', order: { id: 'f'.repeat(32), status: 'accepted', expireAt: null } };
  for (let n = 0; n < count; n += 1)
    await park(rig, await seedCheckout(rig.ledger.db, rig.config.policy, { channel, facts: [order] }));
}

/** A process that waits for ever. */
async function park(rig: Rig, id: string): Promise<void> {
  const options = { workflowId: id, taskQueue: NOBODY, args: [], workflowExecutionTimeout: '6h' } as const;
  await rig.temporal.client.workflow.start(WORKFLOW_TYPE, options);
}

function kindOf(n: number): Kind {
  const place = (n * 37) % 100;
  if (place < SHARES.owed) return 'owed';
  if (place < SHARES.owed + SHARES.toInvoice) return 'toInvoice';
  return place < SHARES.owed + SHARES.toInvoice + SHARES.pending ? 'pending' : 'opened';
}

async function seedOne(rig: Rig, n: number, buyer: string): Promise<Seeded> {
  const kind = kindOf(n);
  const number = `MANY-${n}`;
  const facts = kind === 'opened' ? [] : await factsAtApruve(rig, number, kind, buyer);
  const id = await seedCheckout(rig.ledger.db, rig.config.policy, { number, amountCents: AMOUNT, facts });
  await park(rig, id);
  const [read] = facts;
  return { id, kind, apruveOrderId: read?.fact === 'order-read' ? read.order.id : null };
}

/** Makes order and invoice there; answers what a process would know of them. */
async function factsAtApruve(rig: Rig, number: string, kind: Kind, buyer: string): Promise<Fact[]> {
  const line = { title: 'Goods', quantity: 1, price_ea_cents: AMOUNT, price_total_cents: AMOUNT };
  const money = { amount_cents: AMOUNT, tax_cents: 0, shipping_cents: 0, order_items: [line] };
  const { merchantId, apiKey } = rig.sandbox.merchants.default;
  const signed = apruveOrder(merchantId, anOrder({ merchant_order_id: number, ...money }));
  const outcome = kind === 'pending' ? 'pending' : 'accept';
  const asked = { order: signed, secure_hash: secureHash(apiKey, signed), outcome, buyer };
  const { apruve_order_id: made } = await control<{ apruve_order_id: string }>(rig, 'POST', '/lightbox', asked);
  const { id, status, expire_at: expireAt } = orderSchema.parse(await askApruve(rig, 'GET', `/orders/${made}`));
  const order: Fact = { fact: 'order-read', order: { id, status: status as 'accepted', expireAt } };
  if (kind !== 'owed') return [order];
  const wanted = { amount_cents: AMOUNT, merchant_invoice_id: `INV-${number}`, invoice_items: [line] };
  const invoice = invoiceSchema.parse(await askApruve(rig, 'POST', `/orders/${made}/invoices`, wanted));
  const at = new Date().toISOString();
  const terms = { currency: 'USD', amountCents: AMOUNT, taxCents: 0, shippingCents: 0, expireAt: null };
  const ctx = { at, facts: openingFacts(terms, at) } as StepContext;
  return [order, ...invoiceFacts(ctx, invoice, `INV-${number}`)];
}
