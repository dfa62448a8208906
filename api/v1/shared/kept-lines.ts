import { z } from 'zod';
import { keepLines } from '../../../activities/ledger/kept-lines.ts';
import type { Ledger } from '../../../activities/ledger/database.ts';
import { sendInvoiceUpdate } from '../../../workflows/contract/messages.ts';
import { invoiceRequestSchema, lineItemSchema, readRequest, type LineItem } from '../../../workflows/contract/requests.ts';
import { hashOf } from '../../../workflows/rules/fingerprint.ts';
import { canonicalRequest } from '../../../workflows/rules/invoice-plan.ts';
import { Problem } from '../../http/problem.ts';

interface WithLines {
  items?: LineItem[] | undefined;
  shipment?: WithLines | undefined;
}

/**
 * Sends an update without the lines of its request: the ledger keeps them, where activities read them, so that no history holds them. A
 * build from before that refuses what stands for them, and gets the lines.
 */
export async function withoutLines<Args extends unknown[], Reply>(
  db: Ledger,
  checkoutId: string,
  { update, args }: { update: { name: string }; args: Args },
  send: (args: Args) => Promise<Reply>,
): Promise<Reply>;
export async function withoutLines(
  db: Ledger,
  checkoutId: string,
  { update, args }: { update: { name: string }; args: unknown[] },
  send: (args: unknown[]) => Promise<unknown>,
): Promise<unknown> {
  const [request] = args;
  if (!hasLines(request)) return send(args);
  const invoice = update.name === sendInvoiceUpdate.name ? readRequest(invoiceRequestSchema, request).data : undefined;
  const asked = invoice && { asked: hashOf(canonicalRequest(invoice)) };
  const kept = { ...(await keptIn(db, checkoutId, request)), ...asked };
  return send([kept]).catch((error: unknown) => {
    if (error instanceof Problem && error.code === 'invalid-request') return send(args);
    throw error;
  });
}

const hasLines = (request: unknown): request is WithLines =>
  typeof request === 'object' &&
  request !== null &&
  (('items' in request && Array.isArray(request.items) && request.items.length > 0) ||
    ('shipment' in request && hasLines(request.shipment)));

async function keptIn(db: Ledger, checkoutId: string, { items, shipment, ...rest }: WithLines): Promise<object> {
  const { data: readable = [] } = readRequest(z.array(lineItemSchema), items);
  return {
    ...rest,
    ...(readable.length > 0 ? { lines: await keepLines(db, checkoutId, readable) } : { items }),
    ...(shipment !== undefined && { shipment: await keptIn(db, checkoutId, shipment) }),
  };
}
