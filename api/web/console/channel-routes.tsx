import type { Context, Hono } from 'hono';
import type { Refusal } from '../pages/api-client.ts';
import { formatTime } from '../pages/times.tsx';
import { answerPage, readForm } from '../pages/render.ts';
import { changeChannel, checkChannel, createChannel, listChannels, newWebhookUrl } from './channel-calls.ts';
import { ChannelsPage } from './channels-page.tsx';
import type { ConsoleEnv } from './env.ts';
import { takeFlash } from './flash.ts';
import { NewChannelPage } from './new-channel-page.tsx';
import { notAllowed, statusOfRefusal } from './refusal-status.ts';
import { showChannel } from './show-channel.tsx';

/** Merchant accounts: their list, a new one, and one with what an administrator does with it. */
export function registerChannelPages(app: Hono<ConsoleEnv>): void {
  app.get('/channels', async (c) => {
    const { items, may_create } = await listChannels(c.get('api'));
    return answerPage(c, <ChannelsPage mode={c.get('pageMode')} items={items} mayCreate={may_create} outcome={takeFlash(c)} />);
  });
  app.get('/channels/new', (c) => {
    if (!c.get('me').administrator) throw notAllowed('Only administrators of all channels make one.');
    return showNew(c, {}, null);
  });
  app.post('/channels', async (c) => {
    const form = await readForm(c);
    const created = await createChannel(c.get('api'), newChannelOf(form));
    if (!created.ok) return showNew(c, form, created.refusal);
    return showChannel(c, created.value.id, { secrets: created.value });
  });
  app.get('/channels/:id', (c) => showChannel(c, c.req.param('id'), { outcome: takeFlash(c) }));
  app.post('/channels/:id', async (c) => {
    const id = c.req.param('id');
    const form = await readForm(c);
    const changed = await changeChannel(c.get('api'), id, changeOf(form), form['version']);
    if (!changed.ok) return showChannel(c, id, { refusal: changed.refusal });
    return showChannel(c, id, { outcome: 'It is changed. Workers take it up within seconds.' });
  });
  app.post('/channels/:id/check', async (c) => {
    const id = c.req.param('id');
    return showChannel(c, id, { check: await checkChannel(c.get('api'), id) });
  });
  app.post('/channels/:id/webhook-token', async (c) => {
    const id = c.req.param('id');
    const made = await newWebhookUrl(c.get('api'), id, (await readForm(c))['register'] === 'on');
    if (!made.ok) return showChannel(c, id, { refusal: made.refusal });
    const { webhook_url, registered, old_valid_until } = made.value;
    const until =
      old_valid_until === null ? '' : ` The old address takes events until ${formatTime(old_valid_until, c.get('timeZone'))}.`;
    const where = registered ? ', registered at Apruve' : '';
    return showChannel(c, id, { outcome: `There is a new webhook address${where}.${until}`, secrets: { webhook_url } });
  });
}

async function showNew(c: Context<ConsoleEnv>, form: Record<string, string>, refusal: Refusal | null): Promise<Response> {
  const page = <NewChannelPage mode={c.get('pageMode')} form={form} refusal={refusal} />;
  return answerPage(c, page, statusOfRefusal(refusal));
}

/** An empty field of a new channel is one that was not given. */
const newChannelOf = (form: Record<string, string>): object =>
  Object.fromEntries(Object.entries(form).filter(([, value]) => value !== ''));

/** An empty key stays as it is, because it is never shown. */
const changeOf = ({ name, merchant_id, api_key }: Record<string, string>): object => ({
  ...(name && { name }),
  ...(merchant_id && { merchant_id }),
  ...(api_key && { api_key }),
});
