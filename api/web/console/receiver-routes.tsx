import type { Context, Hono } from 'hono';
import type { ReceiverView } from '../../v1/receivers/schemas.ts';
import type { Answer } from '../pages/api-client.ts';
import { readForm } from '../pages/render.ts';
import { addReceiver, changeReceiver, deleteReceiver, testReceiver } from './channel-calls.ts';
import type { ConsoleEnv } from './env.ts';
import { keepFlash } from './flash.ts';
import { showChannel } from './show-channel.tsx';

const TYPE = 'type:';

/** What is done with a receiver, from the page of its channel. */
export function registerReceiverRoutes(app: Hono<ConsoleEnv>): void {
  const at = '/channels/:id/receivers/:receiver';
  app.post('/channels/:id/receivers', async (c) => {
    const form = await readForm(c);
    const types = Object.keys(form).flatMap((name) => (name.startsWith(TYPE) ? [name.slice(TYPE.length)] : []));
    const receiver = { url: form['url'] ?? '', types: types.length === 0 ? null : types };
    const added = await addReceiver(c.get('api'), c.req.param('id'), receiver);
    return answer(c, c.req.param('id'), added, 'The receiver is added. It is told of what happens from now on.');
  });
  app.post(`${at}/test`, async (c) => {
    const { id, receiver } = c.req.param();
    keepFlash(c, `Test notification: ${(await testReceiver(c.get('api'), id, receiver)).detail}`);
    return back(c, id);
  });
  app.post(`${at}/enable`, (c) => change(c, { enabled: true }, 'The receiver is told again.'));
  app.post(`${at}/disable`, (c) => change(c, { enabled: false }, 'The receiver is told nothing more.'));
  app.post(`${at}/secret`, (c) =>
    change(c, { new_secret: true }, 'The receiver has a new secret, which alone signs from now on.'),
  );
  app.post(`${at}/delete`, async (c) => {
    const { id, receiver } = c.req.param();
    await deleteReceiver(c.get('api'), id, receiver);
    keepFlash(c, 'The receiver is deleted. What it was told can still be read.');
    return back(c, id);
  });
}

type Ctx<P extends string = string> = Context<ConsoleEnv, P>;

const back = (c: Ctx, id: string): Response => c.redirect(`/console/channels/${encodeURIComponent(id)}`, 303);

async function change(c: Ctx<'/channels/:id/receivers/:receiver'>, wanted: object, outcome: string): Promise<Response> {
  const { id, receiver } = c.req.param();
  return answer(c, id, await changeReceiver(c.get('api'), id, receiver, wanted), outcome);
}

function answer(c: Ctx, id: string, changed: Answer<ReceiverView>, outcome: string): Promise<Response> {
  if (!changed.ok) return showChannel(c, id, { refusal: changed.refusal });
  return showChannel(c, id, { outcome, secrets: { notification_secret: changed.value.secret } });
}
