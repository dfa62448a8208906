import { randomUUID } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import type { CheckoutView } from '../../v1/checkouts/schemas.ts';
import type { InvoiceView } from '../../v1/invoices/schemas.ts';
import type { Refusal } from '../pages/api-client.ts';
import { answerPage, readForm } from '../pages/render.ts';
import { acknowledge, addNote, readCheckout, Refused, valueOf } from './api-calls.ts';
import { CHECKOUT_CONSOLE_ACTIONS } from './checkout-actions.ts';
import { ConfirmPage } from './confirm-page.tsx';
import { bodyOf, inUtc, type ConsoleAction, type Form, type Price } from './console-action.ts';
import type { ConsoleEnv } from './env.ts';
import { keepFlash } from './flash.ts';
import { INVOICE_CONSOLE_ACTIONS, updateShipmentAction } from './invoice-actions.ts';

/** After a 202, where the action has no sentence of its own. */
const pendingOf = ({ title }: ConsoleAction): string =>
  `“${title}” is on its way: Apruve has not answered yet. It is tried again by itself, and shown here under “On its way to Apruve” until it is done or refused.`;
const METHODS = ['GET', 'POST'];

/** Every action of the tables: GET shows the confirmation, POST of that form performs it. */
export function registerActions(app: Hono<ConsoleEnv>): void {
  for (const { slug, of } of CHECKOUT_CONSOLE_ACTIONS) {
    app.on(METHODS, `/checkouts/:id/${slug}`, async (c) => {
      return performAction(c, async () => {
        const checkout = await readCheckout(c.get('api'), checkoutIdOf(c));
        return { checkout, action: of(checkout) };
      });
    });
  }
  for (const { slug, of } of INVOICE_CONSOLE_ACTIONS) {
    app.on(METHODS, `/checkouts/:id/invoices/:invoice/${slug}`, async (c) => {
      return performAction(c, async () => {
        const checkout = await readCheckout(c.get('api'), checkoutIdOf(c));
        return { checkout, action: of({ checkout, invoice: invoiceIn(checkout, c.req.param('invoice')) }) };
      });
    });
  }
  app.post('/checkouts/:id/attention/:code', async (c) => {
    const id = checkoutIdOf(c);
    const { note = '' } = await readForm(c);
    await acknowledge(c.get('api'), id, c.req.param('code'), note);
    keepFlash(c, 'Acknowledged: it is shown below while it lasts, and asks for nobody any more.');
    return c.redirect(`/console/checkouts/${id}`, 303);
  });
  app.post('/checkouts/:id/notes', async (c) => {
    const id = checkoutIdOf(c);
    const { text = '', key } = await readForm(c);
    valueOf(await addNote(c.get('api'), id, text, key ?? randomUUID()));
    keepFlash(c, 'The note is written down.');
    return c.redirect(`/console/checkouts/${id}`, 303);
  });
  app.on(METHODS, '/checkouts/:id/invoices/:invoice/shipments/:shipment', async (c) => {
    return performAction(c, async () => {
      const checkout = await readCheckout(c.get('api'), checkoutIdOf(c));
      const invoice = invoiceIn(checkout, c.req.param('invoice'));
      const shipment = invoice.shipments.find(({ id }) => id === c.req.param('shipment'));
      if (shipment === undefined) throw unknown('shipment');
      return { checkout, action: updateShipmentAction({ checkout, invoice }, shipment) };
    });
  });
}

const checkoutIdOf = (c: Context<ConsoleEnv>): string => c.req.param('id') ?? '';

function invoiceIn({ invoices }: CheckoutView, id: string | undefined): InvoiceView {
  const invoice = invoices.find((each) => each.id === id);
  if (invoice === undefined) throw unknown('invoice');
  return invoice;
}

const unknown = (what: string): Refused =>
  new Refused(404, { code: 'not-found', title: 'Not found', detail: `This checkout has no such ${what}.`, errors: [] });

/** An action with the checkout that it is asked of. */
interface Asked {
  checkout: CheckoutView;
  action: ConsoleAction;
}

async function performAction(c: Context<ConsoleEnv>, read: () => Promise<Asked>) {
  const asked = await read();
  const { action } = asked;
  const isPost = c.req.method === 'POST';
  const form = isPost ? { ...atOnce(action), ...(await readForm(c)) } : {};
  const { confirmed, sent, version, shown, calculate, ...filled } = form;
  if (confirmed === undefined) return confirm(c, asked, newForm(action), isPost ? {} : { filled: filledBy(c, action) });
  const given = inUtc(action.inputs, filled, c.get('timeZone'));
  const price = action.price?.(given);
  const body = typeof price === 'object' ? price.body : (price ?? action.bodyOf?.(given) ?? bodyOf(action, given));
  if (typeof body === 'string') {
    return confirm(c, asked, newForm(action), { filled, title: 'Nothing was sent', detail: body });
  }
  if (calculate !== undefined) return confirm(c, asked, newForm(action), { filled });
  if (typeof price === 'object' && !isSeen(price, shown)) {
    const detail = `It comes to ${price.text}: look at it once more and confirm.`;
    return confirm(c, asked, newForm(action), { filled, title: 'Nothing was sent yet', detail });
  }
  const text = JSON.stringify(body);
  const key = sent === undefined || sent === text ? confirmed : randomUUID();
  const api = c.get('api');
  const answer =
    action.method === 'patch'
      ? await api.patch(action.path, body, z.unknown())
      : await api.post(action.path, body, z.unknown(), key, version);
  if (answer.ok) {
    keepFlash(c, answer.status === 202 ? (action.pending ?? pendingOf(action)) : outcomeOf(action, answer.value));
    return c.redirect(`/console/checkouts/${asked.checkout.id}`, 303);
  }
  if (answer.status === 401) throw new Refused(401, answer.refusal);
  if (answer.refusal.code === 'changed') return confirmAnew(c, await read(), { filled, ...answer.refusal });
  const again = isDecided(answer) ? newForm(action) : { confirmed: key, sent: text, ...(version !== undefined && { version }) };
  return confirm(c, asked, again, { filled, ...answer.refusal });
}

/** Nothing is sent over an amount that nobody has seen. */
const isSeen = ({ isTyped, cents }: Price, shown: string | undefined): boolean =>
  isTyped || shown === undefined || shown === String(cents);

/** What is done by one click is confirmed by it. */
const atOnce = (action: ConsoleAction): Form => (action.atOnce === true ? newForm(action) : {});

/** What a link has filled in, so that a refused request can be put right and sent again; nothing where it names no field. */
function filledBy(c: Context<ConsoleEnv>, { inputs, lines = [] }: ConsoleAction): Form | undefined {
  const given = [...lines, ...inputs].flatMap(({ name }) => {
    const value = c.req.query(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

const outcomeOf = ({ done }: ConsoleAction, answer: unknown): string => (typeof done === 'string' ? done : done(answer));

/** The form carries an idempotency key, so that a second click is the same request, and what was seen where that matters. */
const newForm = ({ forVersion }: ConsoleAction): Form => ({
  confirmed: randomUUID(),
  ...(forVersion !== undefined && { version: String(forVersion) }),
});

/** False where the same request may still be under way: then it is sent again under the same key. */
const isDecided = ({ status, refusal }: { status: number; refusal: Refusal }): boolean =>
  status < 500 && status !== 429 && refusal.code !== 'idempotency-in-progress';

/** What has been filled in, and why nothing came of it. */
interface Shown {
  filled?: Form | undefined;
  title?: string;
  detail?: string;
}

/** Shows what will happen, and asks for confirmation. After a refusal it says why and keeps what was filled in. */
function confirm(
  c: Context<ConsoleEnv>,
  { checkout, action: { title, button, sentences, inputs, lines, price: priceOf } }: Asked,
  fields: Form,
  { filled: given, title: what, detail }: Shown = {},
  refusedWith: 409 | 422 = 422,
) {
  const price = priceOf?.(given ?? {});
  const known = typeof price === 'object' ? price : undefined;
  const filled = given && { ...given, ...known?.filled };
  const page = { checkout, title, button, sentences, inputs, lines, price: known, action: c.req.path };
  // Where it comes to nothing yet, nobody has seen an amount.
  const unseen = priceOf && { shown: '', tax_shown: given?.['tax_shown'] ?? '' };
  const carried = { ...fields, ...(known?.hidden ?? unseen) };
  const refused = what === undefined || detail === undefined ? undefined : { title: what, detail };
  return answerPage(
    c,
    <ConfirmPage {...page} fields={carried} filled={filled} problem={refused} />,
    refused === undefined ? 200 : refusedWith,
  );
}

/** What was confirmed is not what is there: it is shown as it is now, and nothing has been done. */
const confirmAnew = (c: Context<ConsoleEnv>, now: Asked, shown: Shown) => confirm(c, now, newForm(now.action), shown, 409);
