import type { OpenAPIHono } from '@hono/zod-openapi';
import type { CheckoutRow } from '../../activities/ledger/attempts.ts';
import { findTransaction } from '../../activities/ledger/reads.ts';
import { sendInvoiceUpdate, type InvoiceRequest } from '../../workflows/contract/messages.ts';
import { canonicalRequest } from '../../workflows/rules/invoice-plan.ts';
import { invoiceStep } from '../../workflows/rules/rows.ts';
import { shownInvoice, shownPending } from '../checkouts/answer.ts';
import { ask, checkoutOf, finished } from '../checkouts/ask.ts';
import { sha256 } from '../checkouts/canonical.ts';
import type { Deps } from '../deps.ts';
import type { AppEnv } from '../http/app-env.ts';
import { Problem } from '../http/problem.ts';
import { actorOf } from '../keys/caller.ts';
import { updateIdOf } from '../process.ts';
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
    const asked = await ask(c, deps, before, sendInvoiceUpdate, [request]);
    if (asked.kind === 'pending') return c.json(await shownPending(c, deps, asked.row), 202);
    const number = asked.kind === 'ended' ? await knownNumber(deps, asked.row, request) : asked.answer.invoiceNumber;
    const invoice = number === undefined ? null : await shownInvoice(c, deps, asked.row, number);
    if (invoice === null) return c.json(await shownPending(c, deps, asked.row), 202);
    return c.json(invoice, asked.kind === 'done' && asked.answer.created !== false ? 201 : 200);
  });
}

/** On a checkout that has ended only a known number is answered, if the request is the one it was made with. */
async function knownNumber({ db }: Deps, row: CheckoutRow, request: InvoiceRequest): Promise<string> {
  const number = request.merchantInvoiceId;
  const known = row.facts?.invoices.some((invoice) => invoice.number === number) ?? false;
  if (number === undefined || !known) throw finished(row);
  const made = await findTransaction(db, row.id, invoiceStep(number));
  if (made?.askedHash === sha256(canonicalRequest(request))) return number;
  throw new Problem('invoice-conflict', `The invoice ${number} was made with another request. Use another number.`);
}
