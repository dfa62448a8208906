import type { OpenAPIHono } from '@hono/zod-openapi';
import type { CheckoutRow } from '../../../activities/ledger/checkouts.ts';
import type { Ledger } from '../../../activities/ledger/database.ts';
import { findRequested, findTransaction } from '../../../activities/ledger/transactions.ts';
import type { InvoiceFact } from '../../../workflows/contract/checkout.ts';
import {
  cancelInvoiceUpdate,
  closeInvoiceUpdate,
  issueInvoiceUpdate,
  sendInvoiceUpdate,
  updateInvoiceUpdate,
  type InvoiceRequest,
} from '../../../workflows/contract/messages.ts';
import { invoiceVerdict } from '../../../workflows/rules/actions.ts';
import { canonicalRequest } from '../../../workflows/rules/invoice-plan.ts';
import { invoiceStep } from '../../../workflows/rules/rows.ts';
import { shownInvoice, shownPending } from '../checkouts/answer.ts';
import { askCheckout, checkoutOf, finished, settledRow } from '../checkouts/ask.ts';
import { sha256 } from '../../../activities/ledger/canonical.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { Problem } from '../../http/problem.ts';
import { actorOf } from '../../http/identity/caller.ts';
import { updateIdOf } from '../../temporal/workflows.ts';
import { toInvoiceUpdate } from './change.ts';
import * as routes from './routes.ts';
import { toInvoiceRequest } from './schemas.ts';

/** The calls on invoices. */
export function registerInvoices(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openapi(routes.create, async (c) => {
    const before = await checkoutOf(c, deps, c.req.valid('param').id);
    const keyed = c.get('idempotency');
    const request = toInvoiceRequest(c.req.valid('json'), {
      actor: actorOf(c.get('caller')),
      requestId: keyed === null ? undefined : updateIdOf(sendInvoiceUpdate, before.id, keyed),
    });
    const asked = await askCheckout(c, deps, before, sendInvoiceUpdate, [request]);
    const number = asked.kind === 'ended' ? await knownNumber(deps, asked.row, request) : asked.answer?.invoiceNumber;
    const invoice = asked.row.facts?.invoices.find((each) => each.number === number);
    if (invoice === undefined) return c.json(await shownPending(c, deps, asked.row), 202);
    const created = asked.kind !== 'ended' && asked.answer?.created !== false;
    return c.json(await shownInvoice(c, deps, asked.row, invoice), created ? 201 : 200);
  });

  app.openapi(routes.update, async (c) => {
    const { id, invoice_id } = c.req.valid('param');
    const before = await checkoutOf(c, deps, id);
    const shown = await shownInvoice(c, deps, before, invoiceOf(before, invoice_id));
    const request = toInvoiceUpdate(c.req.valid('json'), shown, actorOf(c.get('caller')));
    const asked = await askCheckout(c, deps, before, updateInvoiceUpdate, [request]);
    const row = settledRow(asked);
    if (row === null) return c.json(await shownPending(c, deps, asked.row), 202);
    return c.json(await shownInvoice(c, deps, row, invoiceOf(row, invoice_id)), 200);
  });

  for (const { route, update, action } of DEEDS) {
    app.openapi(route, async (c) => {
      const { id, invoice_id: invoiceId } = c.req.valid('param');
      const before = await checkoutOf(c, deps, id);
      invoiceOf(before, invoiceId);
      const note = noteOf(c.req.valid('json'));
      const asked = await askCheckout(c, deps, before, update, [{ invoiceId, note, actor: actorOf(c.get('caller')) }]);
      const row = settledRow(asked, (now) => invoiceVerdict(invoiceOf(now, invoiceId), action) === 'unchanged');
      if (row === null) return c.json(await shownPending(c, deps, asked.row), 202);
      return c.json(await shownInvoice(c, deps, row, invoiceOf(row, invoiceId)), 200);
    });
  }
}

const DEEDS = [
  { route: routes.issue, update: issueInvoiceUpdate, action: 'issueInvoice' },
  { route: routes.cancel, update: cancelInvoiceUpdate, action: 'cancelInvoice' },
  { route: routes.close, update: closeInvoiceUpdate, action: 'closeInvoice' },
] as const;

const noteOf = (body: object): string | undefined =>
  'merchant_notes' in body && typeof body.merchant_notes === 'string' ? body.merchant_notes : undefined;

/** The invoice that a path names. */
export function invoiceOf(row: CheckoutRow, id: string): InvoiceFact {
  const invoice = row.facts?.invoices.find((each) => each.id === id);
  if (invoice === undefined) throw new Problem('not-found', `The checkout ${row.id} has no invoice "${id}".`);
  return invoice;
}

/** On a checkout that has ended only a known number is answered, if the request is the one it was made with. */
async function knownNumber({ db }: Deps, row: CheckoutRow, request: InvoiceRequest): Promise<string> {
  const number = request.merchantInvoiceId ?? (await requestedNumber(db, row, request));
  const known = row.facts?.invoices.some((invoice) => invoice.number === number) ?? false;
  if (number === undefined || !known) throw finished(row);
  const made = await findTransaction(db, row.id, invoiceStep(number));
  if (made?.askedHash === sha256(canonicalRequest(request))) return number;
  throw new Problem('invoice-conflict', `The invoice ${number} was made with another request. Use another number.`);
}

/** The number that was made for a request without one, known again by its idempotency key. */
async function requestedNumber(db: Ledger, row: CheckoutRow, { requestId }: InvoiceRequest): Promise<string | undefined> {
  if (requestId === undefined) return undefined;
  const steps = await findRequested(db, row.id, requestId);
  return row.facts?.invoices.find(({ number }) => steps.includes(invoiceStep(number)))?.number;
}
