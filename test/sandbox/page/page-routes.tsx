import { type Context, Hono } from 'hono';
import { csrf } from 'hono/csrf';
import { HTTPException } from 'hono/http-exception';
import type { Controls } from '../control/control-routes.ts';
import { merchantChange } from '../control/inputs.ts';
import { INVOICE_DEEDS, ORDER_DEEDS } from '../control/other-side-routes.ts';
import { parse } from '../domain/inputs.ts';
import { addFault, clearFaults, faultInput } from '../faults/faults.ts';
import { found } from '../values/refusal.ts';
import type { World } from '../world.ts';
import { AccountsPart, MerchantsPart } from './accounts-part.tsx';
import { FaultsPart } from './faults-part.tsx';
import { Layout } from './layout.tsx';
import { OrdersPart } from './orders-part.tsx';
import { WebhooksPart } from './webhooks-part.tsx';

const POLICY = "default-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'";

const LINKS = ['orders', 'webhooks', 'faults', 'accounts', 'merchants'] as const;

const Page = ({ controls, problem }: { controls: Controls; problem: string | undefined }) => (
  <Layout title="Apruve sandbox" class="page">
    <header class="container">
      <h1>Apruve sandbox</h1>
      <p class="muted">The other side of every order: Apruve, its financing partner and the buyer. No real money moves.</p>
      <nav aria-label="Parts of this page">
        <ul>
          {LINKS.map((id) => (
            <li>
              <a href={`#${id}`}>{id.replace(/^./, (letter) => letter.toUpperCase())}</a>
            </li>
          ))}
        </ul>
        <ul>
          <li>
            <a href="/">Refresh</a>
          </li>
        </ul>
      </nav>
      {problem !== undefined && (
        <p class="notice" role="alert">
          {problem}
        </p>
      )}
    </header>
    <main class="container">
      <OrdersPart world={controls.world} />
      <WebhooksPart world={controls.world} mode={controls.mode()} />
      <FaultsPart world={controls.world} />
      <AccountsPart world={controls.world} />
      <MerchantsPart world={controls.world} />
    </main>
  </Layout>
);

const textFields = async (context: Context): Promise<Record<string, string>> => {
  const fields = Object.entries(await context.req.parseBody());
  return Object.fromEntries(
    fields.flatMap(([name, value]) => (typeof value === 'string' && value !== '' ? [[name, value]] : [])),
  );
};

const setMode = async (controls: Controls, context: Context): Promise<Response> => {
  const fields = await textFields(context);
  const on = (name: string): boolean => fields[name] !== undefined;
  controls.setMode({ duplicate: on('duplicate'), shuffle: on('shuffle'), hold: on('hold'), bad_signature: on('bad_signature') });
  return context.redirect('/#webhooks', 303);
};

const setFault = async (world: World, context: Context): Promise<Response> => {
  const { status, times, delay_ms, drop_response, ...rest } = await textFields(context);
  const numbers = { times: Number(times ?? 1), delay_ms: Number(delay_ms ?? 0), ...(status && { status: Number(status) }) };
  addFault(world, parse(faultInput, { ...rest, ...numbers, drop_response: drop_response !== undefined }));
  return context.redirect('/#faults', 303);
};

/** The page at `/`, which shows Apruve's side and lets you act on it with plain forms. A refused action is shown at its top. */
export const createPage = (controls: Controls): Hono => {
  const { world } = controls;
  const page = new Hono();
  page.onError((error, context) => {
    if (error instanceof HTTPException) return error.getResponse();
    return context.redirect(`/?problem=${encodeURIComponent(error.message)}`, 303);
  });
  page.get('/', (context) => {
    const problem = context.req.query('problem');
    return context.html(<Page controls={controls} problem={problem} />, 200, { 'content-security-policy': POLICY });
  });
  page.use('/ui/*', csrf());
  page.post('/ui/orders/:id/:deed', (context) => {
    const deed = found(ORDER_DEEDS[context.req.param('deed')]);
    deed(world, found(world.orders.get(context.req.param('id'))));
    return context.redirect('/#orders', 303);
  });
  page.post('/ui/invoices/:id/:deed', (context) => {
    const deed = found(INVOICE_DEEDS[context.req.param('deed')]);
    deed(world, found(world.invoices.get(context.req.param('id'))));
    return context.redirect('/#orders', 303);
  });
  page.post('/ui/webhooks/mode', (context) => setMode(controls, context));
  page.post('/ui/webhooks/flush', (context) => {
    controls.flush();
    return context.redirect('/#webhooks', 303);
  });
  page.post('/ui/faults', (context) => setFault(world, context));
  page.post('/ui/faults/clear', (context) => {
    clearFaults(world);
    return context.redirect('/#faults', 303);
  });
  page.post('/ui/merchants/:id', async (context) => {
    const merchant = found(world.merchants.get(context.req.param('id')));
    const { webhook_url } = parse(merchantChange, { webhook_url: null, ...(await textFields(context)) });
    world.merchants.update(merchant, { webhook_url: webhook_url ?? null });
    return context.redirect('/#merchants', 303);
  });
  return page;
};
