import type { Context, Hono } from 'hono';
import type { Refusal } from '../pages/api-client.ts';
import { formatTime } from '../pages/parts.tsx';
import { answerPage, readForm } from '../pages/render.ts';
import { changeChannel, checkChannel, createChannel, listChannels, newWebhookUrl, readChannel } from './channel-calls.ts';
import { ChannelPage } from './channel-page.tsx';
import { ChannelsPage } from './channels-page.tsx';
import type { ConsoleEnv } from './env.ts';
import { keepFlash, takeFlash } from './flash.ts';
import { NewChannelPage } from './new-channel-page.tsx';

const AT = '/console/channels';

/** Merchant accounts: their list, a new one, and one with what an administrator does with it. */
export function registerChannelPages(app: Hono<ConsoleEnv>): void {
  app.get('/channels', async (c) => {
    const { items, may_create } = await listChannels(c.get('api'));
    return answerPage(c, <ChannelsPage mode={c.get('pageMode')} items={items} mayCreate={may_create} outcome={takeFlash(c)} />);
  });
  app.get('/channels/new', (c) => answerPage(c, <NewChannelPage mode={c.get('pageMode')} form={{}} refusal={null} />));
  app.post('/channels', async (c) => {
    const form = await readForm(c);
    const created = await createChannel(c.get('api'), newChannelOf(form));
    if (!created.ok) return answerPage(c, <NewChannelPage mode={c.get('pageMode')} form={form} refusal={created.refusal} />, 422);
    return showChannel(c, created.value.id, { secrets: created.value });
  });
  app.get('/channels/:id', (c) => showChannel(c, c.req.param('id'), { outcome: takeFlash(c) }));
  app.post('/channels/:id', async (c) => {
    const id = c.req.param('id');
    const changed = await changeChannel(c.get('api'), id, changeOf(await readForm(c)));
    if (!changed.ok) return showChannel(c, id, { refusal: changed.refusal });
    return showChannel(c, id, { outcome: 'It is changed. Workers take it up within seconds.', secrets: changed.value });
  });
  app.post('/channels/:id/check', async (c) => {
    const { ok, detail } = await checkChannel(c.get('api'), c.req.param('id'));
    keepFlash(c, `${ok ? 'Connected.' : 'Not connected.'} ${detail}`);
    return c.redirect(`${AT}/${encodeURIComponent(c.req.param('id'))}`, 303);
  });
  app.post('/channels/:id/webhook-token', async (c) => {
    const { webhook_url, old_valid_until } = await newWebhookUrl(c.get('api'), c.req.param('id'));
    const until = old_valid_until === null ? '' : ` The old address takes events until ${formatTime(old_valid_until)}.`;
    return showChannel(c, c.req.param('id'), { outcome: `There is a new webhook address.${until}`, secrets: { webhook_url } });
  });
}

interface Shown {
  outcome?: string | null;
  refusal?: Refusal;
  /** What the answer before has shown once. */
  secrets?: { webhook_url?: string | undefined; notification_secret?: string | undefined };
}

async function showChannel(
  c: Context<ConsoleEnv>,
  id: string,
  { outcome = null, refusal, secrets = {} }: Shown,
): Promise<Response> {
  const channel = await readChannel(c.get('api'), id);
  const page = (
    <ChannelPage mode={c.get('pageMode')} channel={channel} outcome={outcome} refusal={refusal ?? null} secrets={secrets} />
  );
  return answerPage(c, page, refusal === undefined ? 200 : 422);
}

/** An empty field of a new channel is one that was not given. */
const newChannelOf = (form: Record<string, string>): object =>
  Object.fromEntries(Object.entries(form).filter(([, value]) => value !== ''));

/** An empty key stays as it is, because it is never shown; an empty address means that the shop is not told. */
const changeOf = ({ name, merchant_id, api_key, notification_url }: Record<string, string>): object => ({
  ...(name && { name }),
  ...(merchant_id && { merchant_id }),
  ...(api_key && { api_key }),
  notification_url: notification_url || null,
});
