import { Hono, type MiddlewareHandler } from 'hono';
import { verifySignature } from '../../activities/apruve/signature.ts';
import { sha256 } from '../../activities/ledger/sha256.ts';
import { EVENT_TIME_MS, noteEvent } from '../../activities/ledger/webhook-tokens.ts';
import type { ApiChannel } from '../channels.ts';
import type { Deps } from '../deps.ts';
import type { AppEnv } from '../http/app-env.ts';
import { limitBody, unreadBody, WEBHOOK_BODY_BYTES } from '../http/body.ts';
import { Problem } from '../http/problem.ts';
import { channelOfToken } from './channel-of-token.ts';
import { receive } from './route-event.ts';
import { readEnvelope } from './envelope.ts';

interface WebhookEnv {
  Variables: AppEnv['Variables'] & { channel: ApiChannel };
}

/**
 * Apruve's webhooks. The token is checked before the body is read, signature and form on its raw bytes. Then the event is stored before anything is done about it, so that
 * Apruve's next try, or the sweep of the inbox, repairs whatever fails later.
 */
export function registerWebhooks(app: Hono<AppEnv>, deps: Deps): void {
  const note = createNote(deps);
  const knownToken: MiddlewareHandler<WebhookEnv> = async (c, next) => {
    const channel = await channelOfToken(deps.channels, c.req.param('token') ?? '');
    if (channel === null) throw new Problem('not-found', 'There is no webhook address like this.', { headers: unreadBody(c) });
    c.set('channel', channel);
    await next();
  };
  const webhooks = new Hono<WebhookEnv>();
  webhooks.post('/:token', knownToken, limitBody(WEBHOOK_BODY_BYTES), async (c) => {
    const channel = c.get('channel');
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    if (!isSigned(channel, bytes, c.req.header('x-apruve-signature'))) {
      throw new Problem('bad-signature', 'X-Apruve-Signature is not the signature of this body by the key of this environment.');
    }
    await note(sha256(c.req.param('token')));
    const event = readEnvelope(bytes, channel.id);
    if (event === null) throw new Problem('not-json', 'The body is not a JSON object with uuid, event and entity.');
    const { uuid } = event;
    const { outcome, checkoutId } = await receive(deps, event);
    c.get('log').info({ uuid, event: event.event, outcome, checkout_id: checkoutId }, 'webhook');
    return c.json({ uuid, outcome }, 200);
  });
  app.route('/webhooks/apruve', webhooks);
}

/** Notes the last event of each token. One that comes right after another is not noted: the database would leave it out as well. */
function createNote({ db, clock }: Deps): (tokenHash: string) => Promise<void> {
  const notedAt = new Map<string, number>();
  return async (hash) => {
    const now = clock().getTime();
    if (now - (notedAt.get(hash) ?? -Infinity) < EVENT_TIME_MS) return;
    await noteEvent(db, hash);
    notedAt.set(hash, now);
  };
}

const isSigned = ({ webhookKeys }: ApiChannel, bytes: Uint8Array, signature: string | undefined): boolean =>
  signature !== undefined && webhookKeys.some((key) => verifySignature(key, bytes, signature));
