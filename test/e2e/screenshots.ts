import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { signInWithKey, startBrowser, type Page } from '../support/browser.ts';

// Takes the pictures of the documentation from a running stack: `npm start` in one terminal, `npx tsx test/e2e/screenshots.ts`
// in another. What it orders stays in the stack.

const root = fileURLToPath(new URL('../../', import.meta.url));
const IMAGES = join(root, 'docs', 'images');

const stackSchema = z.object({ api_url: z.string(), sandbox_url: z.string(), admin_key: z.string() });
const checkoutSchema = z.object({
  id: z.string(),
  merchant_order_id: z.string(),
  lightbox: z.object({ order: z.record(z.string(), z.unknown()), secure_hash: z.string() }).nullable(),
  apruve_order_id: z.string().nullable(),
  invoices: z.array(z.object({ id: z.string() })),
});
type Checkout = z.infer<typeof checkoutSchema>;

const stackFile = join(resolve(root, process.env['STACK_DIR'] || '.local'), 'stack.json');
const stack = stackSchema.parse(JSON.parse(readFileSync(process.env['STACK_FILE'] ?? stackFile, 'utf8')));

async function send<T>(url: string, body: unknown, schema: z.ZodType<T>): Promise<T> {
  const headers = { authorization: `Bearer ${stack.admin_key}`, 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return schema.parse(await answer.json());
}

const api = <T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T> => send(stack.api_url + path, body, schema);
const sandbox = (path: string, body: unknown = {}): Promise<unknown> =>
  send(`${stack.sandbox_url}/_sandbox${path}`, body, z.unknown());

interface Wish {
  name: string;
  email: string;
  title: string;
  cents: number;
}

async function open({ name, email, title, cents }: Wish): Promise<Checkout> {
  const number = `SO-${Date.now().toString().slice(-6)}`;
  const order = {
    merchant_order_id: number,
    amount_cents: cents,
    order_items: [{ title, quantity: 1, price_ea_cents: cents, price_total_cents: cents }],
    customer: { name, email },
  };
  return api('/v1/checkouts', order, checkoutSchema);
}

/** A checkout whose buyer has used the lightbox. */
async function authorize(wish: Wish, outcome: 'accept' | 'pending'): Promise<Checkout> {
  const { id, lightbox } = await open(wish);
  const made = await send(
    `${stack.sandbox_url}/_sandbox/lightbox`,
    { ...lightbox, outcome },
    z.object({ apruve_order_id: z.string() }),
  );
  return api(`/v1/checkouts/${id}/authorization`, made, checkoutSchema);
}

/** Some neighbours for the list, in different states. */
async function fillList(): Promise<void> {
  const paid = await authorize(
    { name: 'Ada Marsh', email: 'ada@marsh.example', title: 'Pallet racking', cents: 248_000 },
    'accept',
  );
  const { id } = await api(`/v1/checkouts/${paid.id}/invoices`, {}, z.object({ id: z.string() }));
  await sandbox(`/invoices/${id}/pay`);
  await authorize({ name: 'Jon Webb', email: 'jon@webb.example', title: 'Hand tools', cents: 36_450 }, 'accept');
  await authorize(
    { name: 'Mara Lindqvist', email: 'mara@lindqvist.example', title: 'Fork lift lease', cents: 1_250_000 },
    'pending',
  );
  const other = await open({ name: 'Ravi Iyer', email: 'ravi@iyer.example', title: 'Dust extractor', cents: 89_900 });
  const headers = { authorization: `Bearer ${stack.admin_key}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ apruve_order_id: paid.apruve_order_id });
  await fetch(`${stack.api_url}/v1/checkouts/${other.id}/authorization`, { method: 'POST', headers, body });
  await open({ name: 'Lena Ortiz', email: 'lena@ortiz.example', title: 'First-aid kits', cents: 17_850 });
}

const take = (page: Page, name: string): Promise<unknown> => page.screenshot({ path: join(IMAGES, `${name}.png`) });

async function shop(page: Page): Promise<void> {
  await page.goto(`${stack.api_url}/shop`);
  await page.getByRole('spinbutton', { name: 'Quantity of Safety helmet' }).fill('12');
  await take(page, 'shop');
  await page.getByRole('button', { name: 'Add Safety helmet to cart' }).click();
  await page.getByRole('button', { name: 'Add Rolling tool case to cart' }).click();
  await page.getByRole('link', { name: 'Go to cart' }).click();
  await page.getByRole('button', { name: 'Place order – pay on terms' }).click();
  const lightbox = page.frameLocator('iframe[title="Apruve checkout"]');
  await lightbox.getByRole('button', { name: 'Pay on terms' }).waitFor();
  await take(page, 'lightbox');
  await lightbox.getByRole('button', { name: 'Pay on terms' }).click();
  await page.getByRole('heading', { name: 'Order placed' }).waitFor();
}

async function operatorConsole(page: Page): Promise<void> {
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  await page.goto(`${stack.api_url}/console/checkouts/${id}`);
  await signInWithKey(page, stack.admin_key);
  await page.getByRole('button', { name: 'Send invoice…' }).click();
  await page.getByRole('button', { name: 'Send invoice now' }).click();
  await page.getByRole('status').waitFor();
  await take(page, 'console-detail');
  await notifications(page, id);
  await page.getByRole('link', { name: 'Checkouts' }).first().click();
  await page.getByRole('heading', { name: 'Checkouts', exact: true }).waitFor();
  await take(page, 'console-list');
}

/** On both sides: what the shop received, and how it was sent. */
async function notifications(page: Page, id: string): Promise<void> {
  await page.goto(`${stack.api_url}/shop/orders/${id}`);
  const told = page.getByRole('region', { name: 'Notifications to the shop' });
  await told.getByText('Order invoiced').waitFor();
  await told.scrollIntoViewIfNeeded();
  await take(page, 'shop-notifications');
  await page.goto(`${stack.api_url}/console/checkouts/${id}`);
}

mkdirSync(IMAGES, { recursive: true });
const browser = await startBrowser();
try {
  await fillList();
  const { page } = await browser.open({ width: 1_100, height: 640 });
  await shop(page);
  await operatorConsole(page);
} finally {
  await browser.close();
}
