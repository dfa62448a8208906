import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { SECOND_API_KEY, SECOND_MERCHANT_ID } from '../sandbox/seeds.ts';
import { signInWithKey, startBrowser, type Page } from '../support/browser.ts';

// Takes the pictures of how a channel is set up, and who sees it, for docs/operating.md: `npm start -- --fresh` in one terminal, `npx tsx
// test/e2e/channel-screenshots.ts` in another. The channel and the users that it makes stay in the stack.

const root = fileURLToPath(new URL('../../', import.meta.url));
const stackFile = join(resolve(root, process.env['STACK_DIR'] || '.local'), 'stack.json');
const stack = z.object({ api_url: z.string(), admin_key: z.string() }).parse(JSON.parse(readFileSync(stackFile, 'utf8')));

const fileOf = (name: string) => ({ path: join(root, 'docs', 'images', `${name}.png`) });
const browser = await startBrowser();
try {
  const { page } = await browser.open({ width: 1_100, height: 760 });
  const takePart = (part: string, name: string) => page.getByRole('region', { name: part }).screenshot(fileOf(name));
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  await page.goto(`${stack.api_url}/console/channels/new`);
  await signInWithKey(page, stack.admin_key);
  const fields = { Name: 'US shop', Id: 'shop-us', 'Merchant id': SECOND_MERCHANT_ID, 'API key': SECOND_API_KEY };
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
  await page.screenshot(fileOf('channel-new'));
  await press('Create the channel');
  await page.getByLabel('Address of a new receiver').fill('https://shop.example.com/notifications');
  await press('Add the receiver');
  await press('Make a new address and register it at Apruve');
  await page.getByText('registered at Apruve').waitFor();
  await press('Check the connection');
  await page.getByText('Connected.', { exact: true }).waitFor();
  await takePart('Connection', 'channel-check');
  await takePart('Receivers of notifications', 'channel-receivers');
  await rules(page);
  await people(page);
} finally {
  await browser.close();
}

/** Rules that are typed and tried on a cart that they refuse. */
async function rules(page: Page): Promise<void> {
  await page.goto(`${stack.api_url}/console/channels/shop-us/rules`);
  const fields = {
    'Smallest order': '50',
    'Largest order': '25,000',
    "Buyers' countries": 'US, CA',
    Expression: 'customer.group == "b2b" || cart.amount_cents < 100000',
    Amount: '1,200.00',
    Country: 'US',
    Group: 'b2c',
  };
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
  await page.getByRole('button', { name: 'Try the cart' }).click();
  await page.getByText('The cart is not taken.').waitFor();
  await page.screenshot({ ...fileOf('channel-rules'), fullPage: true });
}

/** Users with roles for channels, and the form that invites one more. */
async function people(page: Page): Promise<void> {
  const all = { ana: { 'All other channels': 'administrator' }, olga: { 'shop-us': 'operator' }, vera: { default: 'viewer' } };
  for (const [name, roles] of Object.entries(all)) {
    await page.goto(`${stack.api_url}/console/people`);
    await page.getByLabel('Name', { exact: true }).fill(`${name}@shop.example.com`);
    for (const [channel, role] of Object.entries(roles)) await page.getByLabel(channel, { exact: true }).selectOption(role);
    await page.getByRole('button', { name: 'Invite', exact: true }).click();
    await page.getByText('Shown this once').waitFor();
  }
  await page.goto(`${stack.api_url}/console/people`);
  await page.screenshot({ ...fileOf('people'), fullPage: true });
}
