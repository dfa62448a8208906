import { type Context, Hono } from 'hono';
import { csrf } from 'hono/csrf';
import { HTTPException } from 'hono/http-exception';
import type { Child } from 'hono/jsx';
import type { Controls } from '../control/control-routes.ts';
import { merchantChange } from '../control/inputs.ts';
import { orderIn } from '../control/other-side-routes.ts';
import { parse } from '../domain/inputs.ts';
import { addFault, clearFaults, faultInput } from '../faults/faults.ts';
import { NotFound, found } from '../values/refusal.ts';
import type { World } from '../world.ts';
import { act } from './acts.ts';
import { AccountsPart, MerchantsPart } from './accounts-part.tsx';
import { FaultsPart } from './faults-part.tsx';
import { Layout } from './layout.tsx';
import { OrderPage } from './order-page.tsx';
import { OrdersPart, type Wanted } from './orders-part.tsx';
import { WebhooksPart } from './webhooks-part.tsx';

const POLICY = "default-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'";

const LINKS = ['orders', 'webhooks', 'faults', 'accounts', 'merchants'] as const;

const Page = (props: { banner: string | undefined; problem: string | undefined; children?: Child }) => (
  <Layout title="Apruve sandbox" class="page">
    <header class="container">
      {props.banner !== undefined && <p class="banner">{props.banner}</p>}
      <h1>
        <a href="/">Apruve sandbox</a>
      </h1>
      <p class="muted">The other side of every order: Apruve, its financing partner and the buyer. No real money moves.</p>
      <nav aria-label="Parts of this page">
        <ul>
          {LINKS.map((id) => (
            <li>
              <a href={`/#${id}`}>{id.replace(/^./, (letter) => letter.toUpperCase())}</a>
            </li>
          ))}
        </ul>
        <ul>
          <li>
            <a href="">Refresh</a>
          </li>
        </ul>
      </nav>
      {props.problem !== undefined && (
        <p class="notice" role="alert">
          {props.problem}
        </p>
      )}
    </header>
    <main class="container">{props.children}</main>
  </Layout>
);

const Overview = ({ controls, wanted }: { controls: Controls; wanted: Wanted }) => (
  <>
    <OrdersPart world={controls.world} wanted={wanted} />
    <WebhooksPart world={controls.world} mode={controls.mode()} />
    <FaultsPart world={controls.world} />
    <AccountsPart world={controls.world} />
    <MerchantsPart world={controls.world} />
  </>
);

/** The pages that are read: the overview, and each order's. */
const readPages = (controls: Controls): Hono => {
  const pages = new Hono();
  const show = (context: Context, content: Child): Response | Promise<Response> => {
    const { banner } = controls;
    const html = (
      <Page banner={banner} problem={context.req.query('problem')}>
        {content}
      </Page>
    );
    return context.html(html, 200, { 'content-security-policy': POLICY });
  };
  pages.get('/', (context) => {
    const { q = '', page } = context.req.query();
    const wanted = { text: q.trim(), page: Math.max(1, Math.trunc(Number(page)) || 1) };
    return show(context, <Overview controls={controls} wanted={wanted} />);
  });
  pages.get('/orders/:id', (context) =>
    show(context, <OrderPage world={controls.world} order={orderIn(controls.world, context)} />),
  );
  return pages;
};

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

/**
 * The page at `/`, which shows Apruve's side and lets you act on it with plain forms: those under `/ui/act` do what the control call
 * of the same path does. A refused action is shown at the top.
 */
export const createPage = (controls: Controls, control: Hono): Hono => {
  const { world } = controls;
  const page = new Hono();
  page.onError((error, context) => {
    if (error instanceof HTTPException) return error.getResponse();
    if (error instanceof NotFound) return context.text('Not Found', 404);
    return context.redirect(`/?problem=${encodeURIComponent(error.message)}`, 303);
  });
  page.route('/', readPages(controls));
  page.use('/ui/*', csrf());
  page.post('/ui/act/:path{.+}', (context) => act(control, context, context.req.param('path')));
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
