import type { Context, Hono } from 'hono';
import type { ChannelView } from '../../v1/channels/schemas.ts';
import type { Answer } from '../pages/api-client.ts';
import { answerPage, readForm } from '../pages/render.ts';
import { changeChannel, readChannel } from './channel-calls.ts';
import type { ConsoleEnv } from './env.ts';
import { keepFlash, takeFlash } from './flash.ts';
import { statusOfRefusal } from './refusal-status.ts';
import { changedPolicies, formOfPolicies, labelsOfRows, rowsOfForm, rowsOfLabels } from './texts-form.ts';
import { TextsPage } from './texts-page.tsx';

/** The labels and policies of a channel. */
export function registerTextsPages(app: Hono<ConsoleEnv>): void {
  app.get('/channels/:id/texts', async (c) => {
    const channel = await readChannel(c.get('api'), c.req.param('id'));
    return answerPage(c, <TextsPage {...shownOf(c, channel)} outcome={takeFlash(c)} />);
  });
  app.post('/channels/:id/labels', async (c) => {
    const [id, form] = [c.req.param('id'), await readForm(c)];
    const rows = rowsOfForm(form);
    const changed = await changeChannel(c.get('api'), id, { labels: labelsOfRows(rows) }, form['version']);
    return answered(c, id, changed, 'The labels are saved.', { rows });
  });
  app.post('/channels/:id/policies', async (c) => {
    const [id, form] = [c.req.param('id'), await readForm(c)];
    const before = await readChannel(c.get('api'), id);
    const { paid_means = before.paid_means, ...policies } = form;
    const change = { paid_means, policy: changedPolicies(before.policy, policies) };
    return answered(
      c,
      id,
      await changeChannel(c.get('api'), id, change, form['version']),
      'The policies are saved. They hold for new checkouts.',
      { policies },
    );
  });
}

const shownOf = (c: Context<ConsoleEnv>, channel: ChannelView) => ({
  mode: c.get('pageMode'),
  channel,
  rows: rowsOfLabels(channel.labels),
  policies: formOfPolicies(channel.policy),
});

type Typed = Partial<Pick<ReturnType<typeof shownOf>, 'rows' | 'policies'>>;

/** Back to the page with what is saved, or the page with what was typed and what is wrong with it. */
async function answered(
  c: Context<ConsoleEnv>,
  id: string,
  changed: Answer<ChannelView>,
  words: string,
  typed: Typed,
): Promise<Response> {
  if (changed.ok) {
    keepFlash(c, words);
    return c.redirect(`/console/channels/${encodeURIComponent(id)}/texts`, 303);
  }
  const shown = { ...shownOf(c, await readChannel(c.get('api'), id)), ...typed };
  return answerPage(c, <TextsPage {...shown} refusal={changed.refusal} />, statusOfRefusal(changed.refusal));
}
