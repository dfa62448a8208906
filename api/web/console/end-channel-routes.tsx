import type { Hono } from 'hono';
import type { ChannelView } from '../../v1/channels/schemas.ts';
import type { MeView } from '../../v1/me/schemas.ts';
import { answerPage, readForm } from '../pages/render.ts';
import { valueOf } from './api-calls.ts';
import { changeChannel, deleteChannel, readChannel } from './channel-calls.ts';
import { EndChannelPage, type Ending } from './end-channel-page.tsx';
import type { ConsoleEnv } from './env.ts';
import { keepFlash } from './flash.ts';
import { notAllowed, statusOfRefusal } from './refusal-status.ts';

const AT = '/console/channels';
const ENDINGS: readonly Ending[] = ['disable', 'delete'];

/** Disabling, enabling and deleting a channel, each end with a page before it that shows what hangs on the channel. */
export function registerChannelEndings(app: Hono<ConsoleEnv>): void {
  for (const ending of ENDINGS) {
    app.get(`/channels/:id/${ending}`, async (c) => {
      const channel = await readChannel(c.get('api'), c.req.param('id'));
      assertMayEnd(channel, ending, c.get('me'));
      return answerPage(c, <EndChannelPage mode={c.get('pageMode')} channel={channel} ending={ending} />);
    });
    app.post(`/channels/:id/${ending}`, async (c) => {
      const [id, api] = [c.req.param('id'), c.get('api')];
      const { version } = await readForm(c);
      const done =
        ending === 'delete' ? await deleteChannel(api, id, version) : await changeChannel(api, id, { enabled: false }, version);
      if (!done.ok) {
        const channel = await readChannel(api, id);
        const page = <EndChannelPage mode={c.get('pageMode')} channel={channel} ending={ending} refusal={done.refusal} />;
        return answerPage(c, page, statusOfRefusal(done.refusal));
      }
      if (ending === 'disable') {
        keepFlash(c, 'It is disabled: it takes no new orders. What runs goes on.');
        return c.redirect(`${AT}/${encodeURIComponent(id)}`, 303);
      }
      keepFlash(c, `The channel ${id} is deleted. Its checkouts can still be read.`);
      return c.redirect(AT, 303);
    });
  }
  app.post('/channels/:id/enable', async (c) => {
    const id = c.req.param('id');
    valueOf(await changeChannel(c.get('api'), id, { enabled: true }));
    keepFlash(c, 'It is enabled: it takes new orders.');
    return c.redirect(`${AT}/${encodeURIComponent(id)}`, 303);
  });
}

/** Throws where the API would refuse it, whatever hangs on the channel. */
function assertMayEnd({ id, read_only, may_change }: ChannelView, ending: Ending, { administrator }: MeView): void {
  if (read_only) throw notAllowed(`The channel ${id} is set up in the environment, and changed there.`);
  if (ending === 'delete' && !administrator) throw notAllowed('Only administrators of all channels delete one.');
  if (!may_change) throw notAllowed(`Only administrators of the channel ${id} disable it.`);
}
