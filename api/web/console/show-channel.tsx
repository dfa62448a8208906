import type { Context } from 'hono';
import type { CheckView } from '../../v1/channels/schemas.ts';
import type { Refusal } from '../pages/api-client.ts';
import { answerPage } from '../pages/render.ts';
import { listReceivers, readChannel } from './channel-calls.ts';
import { ChannelPage } from './channel-page.tsx';
import type { ConsoleEnv } from './env.ts';
import { statusOfRefusal } from './refusal-status.ts';

/** What a page of a channel answers to. */
interface Shown {
  outcome?: string | null;
  refusal?: Refusal;
  check?: CheckView;
  /** What the answer before has shown once. */
  secrets?: { webhook_url?: string | undefined; notification_secret?: string | undefined };
}

/** The page of a channel as it is now, with what came of a form. */
export async function showChannel(
  c: Context<ConsoleEnv>,
  id: string,
  { outcome = null, refusal, check, secrets = {} }: Shown,
): Promise<Response> {
  const api = c.get('api');
  const [channel, receivers] = await Promise.all([readChannel(api, id), listReceivers(api, id)]);
  const answered = { outcome, refusal: refusal ?? null, check: check ?? null, secrets };
  const page = <ChannelPage mode={c.get('pageMode')} channel={channel} receivers={receivers} {...answered} />;
  return answerPage(c, page, statusOfRefusal(refusal));
}
