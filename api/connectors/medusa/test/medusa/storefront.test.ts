import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buyer, operator, type Session } from '../support/buyer.ts';
import { freePort, until } from '../support/processes.ts';
import { theShop } from '../support/shop.ts';

const repository = resolve(import.meta.dirname, '../../../../..');
const at = buyer();
const shop = operator();
const { medusaUrl, seeded, admin } = theShop();

/** The code that docs/connectors.md gives the developer of a storefront. */
const documented = (): string => {
  const page = readFileSync(join(repository, 'docs/connectors.md'), 'utf8');
  return [...page.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code = '']) => code).find((code) => code.includes('setOrder')) ?? '';
};

const page = (cartId: string, session: Session): string => `<!doctype html>
<title>Pay on credit</title>
<div id="apruveDiv"></div>
<button id="pay">Pay on credit</button>
<script src="${session.data.lightbox?.script_url}"></script>
<script>
  const MEDUSA = '${medusaUrl}', PUBLISHABLE_KEY = '${seeded.key}', cartId = '${cartId}';
  const session = ${JSON.stringify(session).replaceAll('<', '\\u003c')};
  document.querySelector('#pay').addEventListener('click', () => {
    ${documented()}
  });
</script>`;

describe('the storefront of docs/connectors.md', () => {
  // The repository's own browser, which the connector does not depend on: its types stay out of the connector's.
  let browser: any;
  beforeAll(async () => {
    const { startBrowser } = await import(join(repository, 'test/support/browser.ts'));
    browser = await startBrowser();
  }, 60_000);
  afterAll(() => browser?.close());

  it('shows the lightbox for the payment session, and the buyer’s click becomes an authorized order', async () => {
    const cart = await at.cart(2);
    const session = await at.session(cart);
    const port = await freePort();
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8').end(page(cart, session));
    }).listen(port);
    await once(server, 'listening');
    const { page: tab, problems } = await browser.open();
    await tab.goto(`http://localhost:${port}/`);
    await tab.getByRole('button', { name: 'Pay on credit' }).click();
    await tab.frameLocator('iframe').getByRole('button', { name: 'Pay on terms' }).click();
    const order = await until('an order', async () => {
      const { body } = await admin('GET', '/admin/orders?fields=id,cart.id&order=-created_at&limit=50');
      return body.orders.find((each: any) => each.cart?.id === cart);
    });
    await shop.reaches(order, 'authorized');
    expect((await shop.checkout(session)).status).toBe('authorized');
    expect(problems.filter((problem: string) => !problem.includes('favicon'))).toEqual([]);
    server.close();
  });
});
