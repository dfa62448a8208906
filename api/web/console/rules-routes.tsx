import type { Context, Hono } from 'hono';
import { answerPage, readForm } from '../pages/render.ts';
import type { Refusal } from '../pages/api-client.ts';
import { changeChannel, readChannel, tryRules } from './channel-calls.ts';
import type { ConsoleEnv } from './env.ts';
import { keepFlash, takeFlash } from './flash.ts';
import { readFields, type FieldErrors } from './form-fields.tsx';
import { statusOfRefusal } from './refusal-status.ts';
import { CART_FIELDS, formOfRules, RULE_FIELDS } from './rules-form.ts';
import { RulesPage } from './rules-page.tsx';

const START = { 'cart.amount_cents': '100.00', 'cart.currency': 'USD' };

/** The payment rules of a channel: read, tried and saved. */
export function registerRulesPages(app: Hono<ConsoleEnv>): void {
  app.get('/channels/:id/rules', async (c) => {
    const channel = await readChannel(c.get('api'), c.req.param('id'));
    const form = { ...START, ...formOfRules(channel.rules) };
    return answerPage(c, <RulesPage mode={c.get('pageMode')} channel={channel} form={form} outcome={takeFlash(c)} />);
  });
  app.post('/channels/:id/rules', async (c) => {
    const [id, form] = [c.req.param('id'), await readForm(c)];
    const { values, errors } = readRules(form);
    if (errors.length > 0) return refused(c, id, form, notRead(errors));
    const changed = await changeChannel(c.get('api'), id, { rules: values }, form['version']);
    if (!changed.ok) return refused(c, id, form, changed.refusal);
    keepFlash(c, 'The rules are saved. They hold for every new order within seconds.');
    return c.redirect(`/console/channels/${encodeURIComponent(id)}/rules`, 303);
  });
  app.post('/channels/:id/rules/try', async (c) => {
    const [id, form] = [c.req.param('id'), await readForm(c)];
    const cart = readFields(CART_FIELDS, form);
    const rules = 'rules.currencies' in form ? readRules(form) : null;
    const errors = [...(rules?.errors ?? []), ...cart.errors];
    if (errors.length > 0) return refused(c, id, form, notRead(errors));
    const [currency = null] = Array.isArray(cart.values['currency']) ? cart.values['currency'] : [];
    const [country = null] = Array.isArray(cart.values['country']) ? cart.values['country'] : [];
    const asked = { cart: { ...cart.values, currency, country }, ...(rules !== null && { rules: rules.values }) };
    const tried = await tryRules(c.get('api'), id, asked);
    if (!tried.ok) return refused(c, id, form, tried.refusal);
    return show(c, id, form, { trial: tried.value });
  });
}

/** What the form says of the rules; without a number for its place a channel stands at 0. */
function readRules(form: Record<string, string>): ReturnType<typeof readFields> {
  const { values, errors } = readFields(RULE_FIELDS, form);
  const { currencies, sort_order, ...rest } = values;
  return { values: { ...rest, currencies: currencies ?? [], sort_order: sort_order ?? 0 }, errors };
}

const notRead = (errors: FieldErrors): Refusal => ({
  code: 'invalid-request',
  title: 'The request is not valid',
  detail: errors.map(({ message }) => `One field ${message}.`).join(' '),
  errors,
});

const refused = (c: Context<ConsoleEnv>, id: string, form: Record<string, string>, refusal: Refusal): Promise<Response> =>
  show(c, id, form, { refusal });

type Answered = Pick<Parameters<typeof RulesPage>[0], 'refusal' | 'trial'>;

async function show(c: Context<ConsoleEnv>, id: string, form: Record<string, string>, answered: Answered): Promise<Response> {
  const channel = await readChannel(c.get('api'), id);
  const shown = { ...formOfRules(channel.rules), ...form };
  const page = <RulesPage mode={c.get('pageMode')} channel={channel} form={shown} {...answered} />;
  return answerPage(c, page, statusOfRefusal(answered.refusal));
}
