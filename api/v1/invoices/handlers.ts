import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { sha256 } from '../../../activities/ledger/sha256.ts';
import type { Ledger } from '../../../activities/ledger/database.ts';
import {
  cancelInvoiceUpdate,
  closeInvoiceUpdate,
  issueInvoiceUpdate,
  sendInvoiceUpdate,
  updateInvoiceUpdate,
  type InvoiceRequest,
} from '../../../workflows/contract/messages.ts';
import { canonicalRequest } from '../../../workflows/rules/invoice-plan.ts';
import { invoiceStep } from '../../../workflows/rules/rows.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { Problem } from '../../http/problem.ts';
import { updateIdOf } from '../../temporal/workflows.ts';
import { shownInvoice, shownPending } from '../shared/answer.ts';
import { askCheckout, finished, type UpdateArgs } from '../shared/ask-checkout.ts';
import { runCommand, type Command } from '../shared/command.ts';
import { checkoutOf, invoiceOf } from '../shared/find.ts';
import { seenVersion } from '../shared/if-match.ts';
import { toInvoiceUpdate } from './change.ts';
import * as routes from './routes.ts';
import { toInvoiceRequest } from './schemas.ts';
import { actorOf } from '../../http/identity/caller.ts';
import { invoiceVerdict } from '../../../workflows/rules/actions.ts';
import type { CheckoutRow } from '../../../activities/ledger/checkouts.ts';
import { findTransaction, findRequested } from '../../../activities/ledger/transactions.ts';

/** The calls on invoices. */
export function registerInvoices(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openapi(routes.create, async (c) => {
    const before = await checkoutOf(c, deps, c.req.valid('param').id);
    const keyed = c.get('idempotency');
    const request = toInvoiceRequest(c.req.valid('json'), {
      actor: actorOf(c.get('caller')),
      requestId: keyed === null ? undefined : updateIdOf(sendInvoiceUpdate, before.id, keyed),
      ifVersion: seenVersion(c),
    });
    const asked = await askCheckout(c, deps, before, { update: sendInvoiceUpdate, args: [request], judgesVersion: true });
    const number = asked.kind === 'ended' ? await knownInvoiceNumber(deps, asked.row, request) : asked.answer?.invoiceNumber;
    const invoice = asked.row.facts?.invoices.find((each) => each.number === number);
    if (invoice === undefined) return c.json(await shownPending(c, deps, asked.row), 202);
    const created = asked.kind !== 'ended' && asked.answer?.created !== false;
    return c.json(await shownInvoice(c, deps, asked.row, invoice), created ? 201 : 200);
  });

  const run = <Args extends UpdateArgs>(c: Context<AppEnv>, invoiceId: string, command: Command<Args>) =>
    runCommand(c, deps, command, async (row) => c.json(await shownInvoice(c, deps, row, invoiceOf(row, invoiceId)), 200));

  app.openapi(routes.update, (c) => {
    const { invoice_id: invoiceId } = c.req.valid('param');
    const change = c.req.valid('json');
    return run(c, invoiceId, {
      update: updateInvoiceUpdate,
      args: async (before) => {
        const shown = await shownInvoice(c, deps, before, invoiceOf(before, invoiceId));
        return [toInvoiceUpdate(change, shown, actorOf(c.get('caller')))];
      },
    });
  });

  for (const { route, update, action, afterEnd } of ACTIONS) {
    app.openapi(route, (c) => {
      const { invoice_id: invoiceId } = c.req.valid('param');
      const note = noteOf(c.req.valid('json'));
      return run(c, invoiceId, {
        update,
        args: (before) => [{ invoiceId: invoiceOf(before, invoiceId).id, note, actor: actorOf(c.get('caller')) }],
        isDone: (row) => invoiceVerdict(invoiceOf(row, invoiceId), action) === 'unchanged',
        repeatsAfterEnd: true,
        ...(afterEnd && { afterEnd }),
      });
    });
  }
}

/** The actions that only name an invoice. A repeat finds them done. */
const ACTIONS = [
  { route: routes.issue, update: issueInvoiceUpdate, action: 'issueInvoice', afterEnd: undefined },
  { route: routes.cancel, update: cancelInvoiceUpdate, action: 'cancelInvoice', afterEnd: true },
  { route: routes.close, update: closeInvoiceUpdate, action: 'closeInvoice', afterEnd: true },
] as const;

const noteOf = (body: object): string | undefined =>
  'merchant_notes' in body && typeof body.merchant_notes === 'string' ? body.merchant_notes : undefined;

/** On a checkout that has ended only a known invoice number is answered, and only if the request is the same as the first. */
async function knownInvoiceNumber({ db }: Deps, row: CheckoutRow, request: InvoiceRequest): Promise<string> {
  const number = request.merchantInvoiceId ?? (await requestedNumber(db, row, request));
  const known = row.facts?.invoices.some((invoice) => invoice.number === number) ?? false;
  if (number === undefined || !known) throw finished(row);
  const made = await findTransaction(db, row.id, invoiceStep(number));
  if (made?.askedHash === sha256(canonicalRequest(request))) return number;
  throw new Problem('invoice-conflict', `The invoice ${number} was made with another request. Use another number.`);
}

/** The generated number of a request without one, found by its idempotency key. */
async function requestedNumber(db: Ledger, row: CheckoutRow, { requestId }: InvoiceRequest): Promise<string | undefined> {
  if (requestId === undefined) return undefined;
  const steps = await findRequested(db, row.id, requestId);
  return row.facts?.invoices.find(({ number }) => steps.includes(invoiceStep(number)))?.number;
}
