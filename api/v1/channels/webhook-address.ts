import { randomBytes } from 'node:crypto';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { sha256 } from '../../../activities/ledger/sha256.ts';
import { deed } from '../../../activities/ledger/deeds.ts';
import { addWebhookToken, endOtherTokens } from '../../../activities/ledger/webhook-tokens.ts';
import { parseDuration } from '../../../worker/platform/duration.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { Problem } from '../../http/problem.ts';
import { record } from '../../http/record.ts';
import { findOwnChannel, lockOwnChannel } from './find.ts';
import * as routes from './routes.ts';

const DEFAULT_OVERLAP = '48h';

/** A new webhook address beside the old one, registered at Apruve where that is asked for. */
export function registerRotation(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  const { db, channels, workflows } = deps;

  app.openapi(routes.webhookToken, async (c) => {
    const { channel } = await findOwnChannel(deps, c, c.req.valid('param').id);
    c.set('mode', channel.mode);
    const { overlap, register } = c.req.valid('json');
    const registered = register === true;
    const overlapMs = parseDuration(overlap ?? DEFAULT_OVERLAP) ?? 0;
    const rotation = deed('webhook-address-made', channel.id, channel.id, { overlap: overlap ?? DEFAULT_OVERLAP });
    const { url, hash } = newAddress(deps);
    const ending = await record(c, db, rotation, async (tx) => {
      await lockOwnChannel(tx, channel.id);
      await addWebhookToken(tx, channel.id, hash);
      // Where Apruve is told, the others end once it has taken the new one.
      const until = registered ? null : await endOtherTokens(tx, channel.id, hash, overlapMs);
      return { until: until?.toISOString() ?? null };
    });
    channels.forget();
    if (!registered) return c.json({ webhook_url: url, registered, old_valid_until: ending.until }, 200);
    const outcome = await workflows.registerWebhook(channel.id, hash, url, overlapMs);
    channels.forget();
    if (!outcome.ok) throw new Problem(outcome.code, outcome.detail);
    await record(c, db, deed('webhook-address-registered', channel.id, channel.id), async () => true);
    return c.json({ webhook_url: url, registered, old_valid_until: outcome.oldValidUntil }, 200);
  });
}

/** An address with a token of 256 bits, of which only the hash is kept. */
export function newAddress({ channelSetup }: Deps): { url: string; hash: string } {
  const token = randomBytes(32).toString('hex');
  return { url: `${channelSetup.publicUrl}/webhooks/apruve/${token}`, hash: sha256(token) };
}
