import { describe, expect, it } from 'vitest';
import { SECOND_API_KEY, SECOND_MERCHANT_ID } from '../sandbox/seeds.ts';
import { barriers } from '../support/browser.ts';
import { withReceiver } from '../support/with-rig.ts';
import { withStackInBrowser } from '../support/with-stack.ts';

describe('setting up a channel in the console', () => {
  const receiver = withReceiver();
  const { stack, operator } = withStackInBrowser();

  /** An administrator in front of a page of the console. */
  async function administrator(...where: Parameters<typeof operator>) {
    const { page } = await operator(...where);
    page.setDefaultTimeout(15_000);
    const type = async (fields: Record<string, string>) => {
      for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
    };
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
    /** What the check says of one thing. */
    const verdict = async (what: string) => (await page.getByRole('row', { name: new RegExp(`^${what} `) }).textContent()) ?? '';
    return { page, type, press, verdict };
  }

  async function aChannel(id: string, more: object = {}): Promise<void> {
    const account = { mode: 'test', merchant_id: SECOND_MERCHANT_ID, api_key: SECOND_API_KEY };
    expect((await stack.api('POST', '/v1/channels', { id, name: 'Second shop', ...account, ...more })).status).toBe(201);
  }

  it('begins with a wrong key, is told what is wrong, and ends with an address that is registered', async () => {
    const { page, type, press, verdict } = await administrator('/console/channels/new');
    await type({ Name: 'US shop', Id: 'us', 'Merchant id': SECOND_MERCHANT_ID, 'API key': 'f'.repeat(32) });
    await press('Create the channel');
    await page.getByText('Shown this once').waitFor();
    await press('Check the connection');
    await page.getByText('Not connected.').waitFor();
    expect(await verdict('API key')).toContain('does not take the API key');
    expect(await verdict('Merchant')).toContain('Not known before');
    for (const width of [320, 1_280]) {
      await page.setViewportSize({ width, height: 800 });
      expect([width, await barriers(page)]).toEqual([width, []]);
    }
    await press('Make a new address and register it at Apruve');
    await page.getByText('Apruve does not accept the API key').waitFor();

    await type({ 'API key': SECOND_API_KEY });
    await press('Change the channel');
    await page.getByText('It is changed.').waitFor();
    await press('Check the connection');
    await page.getByText('Connected.', { exact: true }).waitFor();
    expect(await verdict('Webhook address')).toContain('Register it');
    expect(await verdict('Our public address')).toContain('refuses what is not signed');
    await press('Make a new address and register it at Apruve');
    await page.getByText('There is a new webhook address, registered at Apruve.').waitFor();
    await press('Check the connection');
    await page.getByText('Connected.', { exact: true }).waitFor();
    expect(await verdict('Webhook address')).toContain('Yes');
    expect(await barriers(page)).toEqual([]);
  });

  it('says that Apruve cannot be reached, where it cannot', async () => {
    await aChannel('unreached');
    const fault = { method: 'GET', path: `/merchants/${SECOND_MERCHANT_ID}`, times: 9, status: 503 };
    await fetch(`${stack.stack.info.sandbox_url}/_sandbox/faults`, { method: 'POST', body: JSON.stringify(fault) });
    const { page, press, verdict } = await administrator('/console/channels/unreached');
    await press('Check the connection');
    await page.getByText('Not connected.').waitFor();
    expect(await verdict('Apruve answers')).toContain('Check again later');
    await fetch(`${stack.stack.info.sandbox_url}/_sandbox/faults`, { method: 'DELETE' });
  });

  it('leaves what somebody else has changed meanwhile as it is, and shows it', async () => {
    await aChannel('two');
    const [mine, yours] = [await administrator('/console/channels/two'), await administrator('/console/channels/two')];
    await yours.type({ Name: 'Yours' });
    await yours.press('Change the channel');
    await yours.page.getByText('It is changed.').waitFor();
    await mine.type({ Name: 'Mine' });
    await mine.press('Change the channel');
    await mine.page.getByText('Somebody has changed the channel since you saw it.').waitFor();
    expect(await mine.page.getByLabel('Name', { exact: true }).inputValue()).toBe('Yours');
    await mine.type({ Name: 'Mine' });
    await mine.press('Change the channel');
    await mine.page.getByText('It is changed.').waitFor();
  });

  it.each(['light', 'dark'] as const)(
    'has receivers that are added, tested, disabled and deleted, in %s colours',
    async (colorScheme) => {
      const id = `told-${colorScheme}`;
      await aChannel(id);
      const { page, type, press } = await administrator(`/console/channels/${id}`, { colorScheme });
      const url = receiver.env.NOTIFICATION_URL;
      await type({ 'Address of a new receiver': url });
      await page.getByText('Only some types').click();
      await page.getByLabel('Order paid').check();
      await press('Add the receiver');
      const secret = (await page.getByText(/^whsec_/).textContent()) ?? '';
      receiver.trust(secret);
      const list = page.getByRole('region', { name: 'Receivers of notifications' });
      expect(await list.textContent()).toContain('Order paid');
      expect(await barriers(page)).toEqual([]);
      await press(`Send a test notification ${url}`);
      await page.getByText('Test notification: It was taken, with 204.').waitFor();
      expect(receiver.taken.at(-1)).toMatchObject({ type: 'receiver.test' });
      await press(`New secret ${url}`);
      await page.getByText('The receiver has a new secret').waitFor();
      await press(`Send a test notification ${url}`);
      await page.getByText('It was not taken: answered 401.').waitFor();
      await press(`Disable ${url}`);
      await page.getByText('The receiver is told nothing more.').waitFor();
      await press(`Delete ${url}`);
      await page.getByText('The receiver is deleted.').waitFor();
      expect(await list.textContent()).toContain('Nobody is told.');
      expect(await barriers(page)).toEqual([]);
    },
  );
});
