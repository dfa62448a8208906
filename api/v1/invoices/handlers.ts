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
import type { InvoiceUpdateRequest } from '../../../workflows/contract/requests.ts';
import { canonicalRequest } from '../../../workflows/rules/invoice-plan.ts';
import { invoiceStep } from '../../../workflows/rules/rows.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { Problem } from '../../http/problem.ts';
import { updateIdOf } from '../../temporal/workflows.ts';
import { shownInvoice, shownPending } from '../shared/answer.ts';
import { askCheckout, finished, type Asked, type UpdateArgs } from '../shared/ask-checkout.ts';
import { runCommand, type Command } from '../shared/command.ts';
import { checkoutOf, invoiceOf } from '../shared/find.ts';
import { withInvoiceMetadata, withMetadata } from '../shared/change-metadata.ts';
import { changedMetadata } from '../shared/metadata.ts';
import { hasAnyField } from '../shared/fields.ts';
import { assertUnchanged, seenVersion } from '../shared/if-match.ts';
import { toInvoiceUpdate } from './change.ts';
import * as routes from './routes.ts';
import { toInvoiceRequest } from './schemas.ts';
import { actorOf } from '../../http/identity/caller.ts';
import { invoiceVerdict } from '../../../workflows/rules/actions.ts';
import type { CheckoutRow } from '../../../activities/ledger/checkouts.ts';
import { findTransaction, findRequested } from '../../../activities/ledger/transactions.ts';

/** The calls on invoices. */
export function registerInvoices(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  registerSending(app, deps);
  registerChange(app, deps);
  for (const { route, update, action, afterEnd } of ACTIONS) {
    app.openapi(route, (c) => {
      const { invoice_id: invoiceId } = c.req.valid('param');
      const note = noteOf(c.req.valid('json'));
      return run(c, deps, invoiceId, {
        update,
        args: (before) => [{ invoiceId: invoiceOf(before, invoiceId).id, note, actor: actorOf(c.get('caller')) }],
        isDone: (row) => invoiceVerdict(invoiceOf(row, invoiceId), action) === 'unchanged',
        repeatsAfterEnd: true,
        ...(afterEnd && { afterEnd }),
      });
    });
  }
}

const run = <Args extends UpdateArgs>(c: Context<AppEnv>, deps: Deps, invoiceId: string, command: Command<Args>) =>
  runCommand(c, deps, command, async (row) => c.json(await shownInvoice(c, deps, row, invoiceOf(row, invoiceId)), 200));

function registerSending(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openapi(routes.create, async (c) => {
    const before = await checkoutOf(c, deps, c.req.valid('param').id);
    const { metadata, ...wanted } = c.req.valid('json');
    const keyed = c.get('idempotency');
    const request = toInvoiceRequest(wanted, {
      actor: actorOf(c.get('caller')),
      requestId: keyed === null && !metadata ? undefined : updateIdOf(sendInvoiceUpdate, before.id, keyed),
      ifVersion: seenVersion(c),
    });
    const ask = (): Promise<Asked> =>
      askCheckout(c, deps, before, { update: sendInvoiceUpdate, args: [request], judgesVersion: true });
    const asked = await withInvoiceMetadata(deps, before.id, { requestId: request.requestId, metadata: metadata ?? {} }, ask);
    const number = asked.kind === 'ended' ? await knownInvoiceNumber(deps, asked.row, request) : asked.answer?.invoiceNumber;
    const invoice = asked.row.facts?.invoices.find((each) => each.number === number);
    if (invoice === undefined) return c.json(await shownPending(c, deps, asked.row), 202);
    const created = asked.kind !== 'ended' && asked.answer?.created !== false;
    return c.json(await shownInvoice(c, deps, asked.row, invoice), created ? 201 : 200);
  });
}

/** Metadata are changed beside the process, once it has taken the rest of the change. */
function registerChange(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  app.openapi(routes.update, async (c) => {
    const { id, invoice_id: invoiceId } = c.req.valid('param');
    const { metadata, ...change } = c.req.valid('json');
    const command: Command<[InvoiceUpdateRequest]> = {
      update: updateInvoiceUpdate,
      args: async (before) => {
        const shown = await shownInvoice(c, deps, before, invoiceOf(before, invoiceId));
        // Judged before anything is changed, and once more where it is.
        if (metadata) changedMetadata(shown.metadata, metadata);
        return [toInvoiceUpdate(change, shown, actorOf(c.get('caller')))];
      },
    };
    const isAlone = !hasAnyField(change);
    const answer = isAlone ? null : await run(c, deps, invoiceId, command);
    if (answer !== null && !metadata) return answer;
    const row = await checkoutOf(c, deps, id);
    if (isAlone) assertUnchanged(c, row);
    const owner = { invoiceId: invoiceOf(row, invoiceId).id };
    const changed = await withMetadata(deps, id, owner, metadata ?? {});
    if (answer?.status === 202) return answer;
    return c.json(await shownInvoice(c, deps, changed, invoiceOf(changed, invoiceId)), 200);
  });
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
