import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secureHash } from '../../activities/apruve/secure-hash.ts';
import { adopt, describeOutcome, describeTally, readWish, type Outcome } from '../../worker/commands/adopt.ts';
import { audit } from '../../worker/commands/audit.ts';
import type { Config } from '../../worker/platform/index.ts';
import type { Rig } from './rig.ts';
import { anOrder, askApruve, control, readRows, type WithMerchant } from './shop.ts';

/** An order that another program has made at Apruve. */
export interface MadeElsewhere {
  number: string;
  orderId: string;
}

/** How it is made. */
export interface Placing {
  outcome?: 'accept' | 'pending';
  order?: Record<string, unknown>;
  /** Another merchant's. */
  by?: { merchantId: string; apiKey: string; buyer: string };
}

/** Has a buyer use the lightbox of another program, which signs with the same key: over $115.00. */
export async function madeElsewhere(
  rig: WithMerchant,
  { outcome = 'accept', order = {}, by }: Placing = {},
): Promise<MadeElsewhere> {
  const { merchantId, apiKey } = by ?? rig.sandbox.merchants.default;
  const merchant_order_id = `OLD-${randomUUID().slice(0, 8)}`;
  const { po_number: _, expire_at: __, ...rest } = anOrder({ merchant_order_id });
  const placed = { merchant_id: merchantId, ...rest, ...order };
  const { apruve_order_id: orderId } = await control<{ apruve_order_id: string }>(rig, 'POST', '/lightbox', {
    order: placed,
    secure_hash: secureHash(apiKey, placed),
    outcome,
    po_number: 'PO-7',
    ...(by && { buyer: by.buyer }),
  });
  return { number: merchant_order_id, orderId };
}

/** An invoice that the other program has made of it; answers Apruve's id. */
export async function invoicedElsewhere(
  rig: WithMerchant,
  { orderId }: MadeElsewhere,
  amount_cents: number,
  more: object = {},
): Promise<string> {
  return (await askApruve(rig, 'POST', `/orders/${orderId}/invoices`, { amount_cents, ...more })).id;
}

export async function shippedElsewhere(rig: WithMerchant, invoiceId: string, amount_cents: number): Promise<string> {
  const body = { amount_cents, shipped_at: new Date().toISOString(), merchant_shipment_id: 'UPS-1', tracking_number: '1Z999' };
  return (await askApruve(rig, 'POST', `/invoices/${invoiceId}/shipments`, body)).id;
}

export async function returnedElsewhere(rig: WithMerchant, invoiceId: string, amount_cents: number): Promise<string> {
  return (await askApruve(rig, 'POST', `/invoices/${invoiceId}/invoice_returns`, { amount_cents, reason: 'OTHER' })).id;
}

export const ordersFile = (orders: readonly MadeElsewhere[]): string =>
  [
    'merchant_order_id,apruve_order_id,customer_email',
    ...orders.map(({ number, orderId }) => `${number},${orderId},buyer@example.test`),
  ].join('\n');

/** Calls `use` with the path of a file that holds this text. */
export async function withFile<T>(text: string, use: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'adopt-'));
  try {
    const file = join(folder, 'orders.csv');
    await writeFile(file, text);
    return await use(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Runs the command on these orders, and answers what became of each, its line, and the last line. */
export async function adoptAll(
  config: Config,
  orders: readonly MadeElsewhere[],
  { apply = true, channel = 'default' }: { apply?: boolean; channel?: string } = {},
) {
  const outcomes: Outcome[] = [];
  const lines: string[] = [];
  const args = (file: string) => ['--channel', channel, '--from', file, ...(apply ? ['--apply'] : [])];
  const wish = await withFile(ordersFile(orders), (file) => readWish(args(file)));
  const tally = await adopt(config, wish, (order, outcome) => {
    outcomes.push(outcome);
    lines.push(describeOutcome(order, outcome, wish.apply));
  });
  const ids = outcomes.map((outcome) => ('checkoutId' in outcome ? (outcome.checkoutId ?? '') : ''));
  return { outcomes: outcomes.map(({ outcome }) => outcome), lines, ids, tally, last: describeTally(tally, wish.apply) };
}

/** What the audit finds. */
export async function auditFindings(config: Config): Promise<string[]> {
  const found: string[] = [];
  await audit(config, (finding) => found.push(JSON.stringify(finding)));
  return found;
}

/** A checkout's rows in short: action, amount, active, successful, request, and the status of the response. */
export const plainRows = async (rig: Rig, id: string) =>
  (await readRows(rig, id)).map(({ action, amountCents, active, successful, request, response }) => [
    action,
    amountCents,
    active,
    successful,
    request,
    response?.status ?? null,
  ]);
