import { z } from 'zod';
import { finishLine, postponeLine, type HeldLine } from '../../activities/ledger/batches.ts';
import { findCheckout } from '../../activities/ledger/checkouts.ts';
import type { Ledger } from '../../activities/ledger/database.ts';
import { uninvoicedCents } from '../../workflows/rules/credit.ts';
import { formatMoney } from '../../workflows/rules/money.ts';
import { actFor } from '../http/identity/acting-for.ts';
import { callerById } from '../http/identity/known-callers.ts';
import type { BatchSenderDeps } from './sender.ts';

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;
/** About an hour. Then a person looks: what is left to invoice may be another amount by the time that Apruve answers. */
const MAX_TRIES = 60;
/** Refusals that say nothing of the invoice: the same request is sent again. */
const NOT_YET: ReadonlySet<number> = new Set([202, 408, 429, 500, 502, 503, 504]);

const invoiceAnswer = z.object({ merchant_invoice_id: z.string(), amount_cents: z.int() });
const refusalAnswer = z.object({ detail: z.string(), code: z.string() });

/** The idempotency key of a line: the same for whoever sends it, another one where somebody asks again for what failed. */
const keyOf = ({ batchId, checkoutId, round }: Pick<HeldLine, 'batchId' | 'checkoutId' | 'round'>): string =>
  round === 1 ? `${batchId}:${checkoutId}` : `${batchId}:${checkoutId}:${round}`;

/**
 * Says what is left to invoice by now, where it is not what was asked for; null where it is. Nothing is left once an earlier try has made
 * the invoice, or may have: then it is asked for again under its key.
 */
async function otherAmount(db: Ledger, { checkoutId, amountCents }: HeldLine): Promise<string | null> {
  const row = await findCheckout(db, checkoutId);
  const leftCents = row?.facts == null ? 0 : uninvoicedCents(row.facts);
  if (row === null || leftCents === 0 || leftCents === amountCents) return null;
  const [left, asked] = [leftCents, amountCents].map((cents) => formatMoney(cents, row.currency));
  return `By now ${left} is left to invoice, and ${asked} was asked for: send it from the page of the order.`;
}

/** Sends the invoice of a line as the API's own call in the name of whoever asked, and writes what became of it. */
export async function sendLine(deps: Pick<BatchSenderDeps, 'db' | 'fetchApi' | 'log'>, line: HeldLine): Promise<void> {
  const { db, log } = deps;
  const { callerId, isUser, isPerson, batchId, checkoutId, tries } = line;
  const caller = await callerById(db, { id: callerId, isUser });
  if (caller === null) {
    const detail = 'Whoever asked for it may not ask for anything any more.';
    return finishLine(db, line, { state: 'failed', detail });
  }
  const otherwise = await otherAmount(db, line);
  if (otherwise !== null) return finishLine(db, line, { state: 'failed', detail: otherwise });
  const request = new Request(`http://batches/v1/checkouts/${encodeURIComponent(checkoutId)}/invoices`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': keyOf(line) },
    body: JSON.stringify({ issue_on_create: true }),
  });
  const answer = await deps.fetchApi(actFor(request, { ...caller, isPerson }));
  const body: unknown = await answer.json();
  if (answer.ok && answer.status !== 202) {
    const { merchant_invoice_id: invoiceNumber, amount_cents: amountCents } = invoiceAnswer.parse(body);
    return finishLine(db, line, { state: 'sent', invoiceNumber, amountCents });
  }
  const refusal = refusalAnswer.safeParse(body);
  const isRunning = refusal.data?.code === 'idempotency-in-progress';
  const detail = refusal.data?.detail ?? 'Apruve has not answered yet.';
  if ((NOT_YET.has(answer.status) || isRunning) && tries < MAX_TRIES) {
    return postponeLine(db, line, Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS), detail);
  }
  log.warn({ batch: batchId, checkout_id: checkoutId, code: refusal.data?.code }, 'an invoice of a batch was refused');
  return finishLine(db, line, { state: 'failed', detail });
}
