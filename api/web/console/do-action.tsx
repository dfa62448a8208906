import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import type { CheckoutView } from '../../v1/checkouts/schemas.ts';
import type { InvoiceView } from '../../v1/invoices/schemas.ts';
import type { Refusal } from '../pages/api-client.ts';
import { answerPage, readForm } from '../pages/render.ts';
import { ConfirmPage } from './confirm-page.tsx';
import { CHECKOUT_DEEDS } from './checkout-actions.ts';
import { bodyOf, type ConsoleAction, type Form } from './console-action.ts';
import type { ConsoleEnv } from './env.ts';
import { keepOutcome } from './flash.ts';
import { INVOICE_CONSOLE_ACTIONS, updateShipment } from './invoice-actions.ts';
import { readCheckout, Refused } from './reads.ts';

const PENDING = 'It is on its way; Apruve has not answered yet. It is tried again by itself.';
const ASKED = ['GET', 'POST'];

/** The deeds that are confirmed first: asked with GET, done with POST. */
export function registerActions(app: Hono<ConsoleEnv>): void {
  for (const [slug, deedOf] of Object.entries(CHECKOUT_DEEDS)) {
    app.on(ASKED, `/checkouts/:id/${slug}`, async (c) => {
      const checkout = await readCheckout(c.get('api'), idOf(c));
      return perform(c, checkout, deedOf(checkout));
    });
  }
  for (const { slug, of } of INVOICE_CONSOLE_ACTIONS) {
    app.on(ASKED, `/checkouts/:id/invoices/:invoice/${slug}`, async (c) => {
      const checkout = await readCheckout(c.get('api'), idOf(c));
      return perform(c, checkout, of({ checkout, invoice: invoiceOf(checkout, c.req.param('invoice')) }));
    });
  }
  app.on(ASKED, '/checkouts/:id/invoices/:invoice/shipments/:shipment', async (c) => {
    const checkout = await readCheckout(c.get('api'), idOf(c));
    const invoice = invoiceOf(checkout, c.req.param('invoice'));
    const shipment = invoice.shipments.find(({ id }) => id === c.req.param('shipment'));
    if (shipment === undefined) throw unknown('shipment');
    return perform(c, checkout, updateShipment({ checkout, invoice }, shipment));
  });
}

const idOf = (c: Context<ConsoleEnv>): string => c.req.param('id') ?? '';

function invoiceOf({ invoices }: CheckoutView, id: string | undefined): InvoiceView {
  const invoice = invoices.find((each) => each.id === id);
  if (invoice === undefined) throw unknown('invoice');
  return invoice;
}

const unknown = (what: string): Refused =>
  new Refused(404, { code: 'not-found', title: 'Not found', detail: `This checkout has no such ${what}.`, errors: [] });

async function perform(c: Context<ConsoleEnv>, checkout: CheckoutView, action: ConsoleAction) {
  const { confirmed, sent, ...filled } = c.req.method === 'POST' ? await readForm(c) : {};
  if (confirmed === undefined) return lastLook(c, checkout, action, newKey());
  const body = action.bodyOf === undefined ? bodyOf(action, filled) : action.bodyOf(filled);
  if (typeof body === 'string') {
    return lastLook(c, checkout, action, newKey(), { filled, title: 'Nothing was sent', detail: body });
  }
  const text = JSON.stringify(body);
  const key = sent === undefined || sent === text ? confirmed : randomUUID();
  const api = c.get('api');
  const answer =
    action.method === 'patch'
      ? await api.patch(action.path, body, z.unknown())
      : await api.post(action.path, body, z.unknown(), key);
  if (!answer.ok) {
    if (answer.status === 401) throw new Refused(401, answer.refusal);
    const again = isRefusal(answer) ? newKey() : { confirmed: key, sent: text };
    return lastLook(c, checkout, action, again, { filled, ...answer.refusal });
  }
  keepOutcome(c, answer.status === 202 ? PENDING : action.done);
  return c.redirect(`/console/checkouts/${checkout.id}`, 303);
}

/** A second click is the same request. */
const newKey = (): Form => ({ confirmed: randomUUID() });

/** Anything else is no answer: the same request may be under way, so it is sent again under the same key. */
const isRefusal = ({ status, refusal }: { status: number; refusal: Refusal }): boolean =>
  status < 500 && status !== 429 && refusal.code !== 'idempotency-in-progress';

/** Asks first. */
function lastLook(
  c: Context<ConsoleEnv>,
  checkout: CheckoutView,
  { title, button, sentences, inputs }: ConsoleAction,
  fields: Form,
  refused?: { filled: Form; title: string; detail: string },
) {
  const page = { checkout, title, button, sentences, inputs, action: c.req.path, fields };
  const shown = refused === undefined ? page : { ...page, filled: refused.filled, problem: refused };
  return answerPage(c, <ConfirmPage {...shown} />, refused === undefined ? 200 : 422);
}
