import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { formatMoney } from '../../../workflows/rules/money.ts';
import { checkoutSchema, type CheckoutView } from '../../v1/checkouts/schemas.ts';
import { invoiceSchema, type InvoiceView } from '../../v1/invoices/schemas.ts';
import type { Answer } from '../pages/api-client.ts';
import { answerPage, readForm } from '../pages/render.ts';
import type { ActionProblem } from './actions-part.tsx';
import { parseAmount } from './amount.ts';
import { ConfirmPage } from './confirm-page.tsx';
import { DetailPage } from './detail-page.tsx';
import { registerActions } from './do-action.tsx';
import type { ConsoleEnv, TemporalPages } from './env.ts';
import { keepOutcome, takeOutcome } from './flash.ts';
import { checkoutPath, listNotifications, readCheckout, readTransactions, Refused } from './reads.ts';

type Fields = Record<string, string>;

/** One checkout, and the actions on it. Each asks the API; what that refuses is shown beside the form. */
export function registerCheckout(app: Hono<ConsoleEnv>, temporal: TemporalPages): void {
  app.get('/checkouts/:id', (c) => showDetail(c, temporal));
  app.post('/checkouts/:id/invoices', (c) => sendInvoice(c, temporal));
  app.post('/checkouts/:id/retry', async (c) => {
    const answer = await c.get('api').post(`${checkoutPath(idOf(c))}/retry`, {}, checkoutSchema);
    const words =
      answer.status === 202 ? 'It is being tried again; Apruve has not answered yet.' : 'It was tried again, and it worked.';
    return conclude(c, temporal, answer, { action: 'retry', fields: {}, words: () => words });
  });
  registerActions(app);
}

const idOf = (c: Context<ConsoleEnv>): string => c.req.param('id') ?? '';

async function showDetail(c: Context<ConsoleEnv>, temporal: TemporalPages, problem?: ActionProblem) {
  const api = c.get('api');
  const id = idOf(c);
  const [checkout, transactions, notifications] = await Promise.all([
    readCheckout(api, id),
    readTransactions(api, id),
    listNotifications(api, { checkout: id, limit: '10' }),
  ]);
  const page = { checkout, transactions, notifications, temporal, problem, outcome: takeOutcome(c) };
  return answerPage(c, <DetailPage {...page} />, problem === undefined ? 200 : 422);
}

interface ActionOutcome<T> {
  action: ActionProblem['action'];
  fields: Fields;
  /** The outcome in words. */
  words: (value: T) => string;
}

/** Back to the checkout with the outcome in words, or with what was wrong beside the form. */
async function conclude<T>(
  c: Context<ConsoleEnv>,
  temporal: TemporalPages,
  answer: Answer<T>,
  { action, fields, words }: ActionOutcome<T>,
) {
  if (answer.ok) {
    keepOutcome(c, words(answer.value));
    return c.redirect(`/console/checkouts/${idOf(c)}`, 303);
  }
  if (answer.status === 401 || answer.status === 404) throw new Refused(answer.status, answer.refusal);
  const { title, detail } = answer.refusal;
  return showDetail(c, temporal, { action, title, detail, fields });
}

async function sendInvoice(c: Context<ConsoleEnv>, temporal: TemporalPages) {
  const form = await readForm(c);
  const { amount = '', number = '', issue, confirmed } = form;
  const amountCents = amount === '' ? null : parseAmount(amount);
  const fields: Fields = { amount, number, ...(issue === undefined && { draft: 'yes' }) };
  if (amount !== '' && (amountCents === null || amountCents === 0)) {
    const detail = `“${amount}” is not an amount above 0. Write it like 115.00, or leave it empty for all that is not invoiced.`;
    return showDetail(c, temporal, { action: 'invoices', title: 'Nothing was sent', detail, fields });
  }
  if (confirmed === undefined) return confirmInvoice(c, { amountCents, form });
  const body = {
    ...(amountCents !== null && { amount_cents: amountCents }),
    ...(number !== '' && { merchant_invoice_id: number }),
    issue_on_create: issue !== undefined,
  };
  const schema = z.union([invoiceSchema, checkoutSchema]);
  const answer = await c.get('api').post(`${checkoutPath(idOf(c))}/invoices`, body, schema, confirmed);
  return conclude(c, temporal, answer, { action: 'invoices', fields, words: invoiceWords });
}

async function confirmInvoice(c: Context<ConsoleEnv>, { amountCents, form }: { amountCents: number | null; form: Fields }) {
  const checkout = await readCheckout(c.get('api'), idOf(c));
  const { currency } = checkout;
  const amount = amountCents === null ? 'all that is not invoiced yet' : formatMoney(amountCents, currency);
  const number = form['number'] ? `, number ${form['number']}` : '';
  const issued = 'issue' in form;
  const sentences = [
    `An invoice over ${amount}${number} is made at Apruve.`,
    issued ? 'It is issued at once: the buyer is billed, and its shipment is recorded.' : 'It stays a draft until it is issued.',
  ];
  // The key makes a second click the same request.
  const fields = { ...form, confirmed: randomUUID() };
  const action = `/console/checkouts/${checkout.id}/invoices`;
  return answerPage(
    c,
    <ConfirmPage {...{ checkout, sentences, action, fields }} title="Send invoice" button="Send invoice now" />,
  );
}

function invoiceWords(value: InvoiceView | CheckoutView): string {
  if (!('merchant_invoice_id' in value))
    return 'The invoice is on its way; Apruve has not answered yet. It is tried again by itself.';
  const { merchant_invoice_id, status, shipments } = value;
  const shipped = shipments.length > 0 ? ', with its shipment' : '';
  return `Invoice ${merchant_invoice_id} is at Apruve: ${status}${shipped}.`;
}
