import type { Context, Hono, MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { z } from 'zod';
import { EncryptionCodec, type PayloadKeys } from '../../worker/platform/codec.ts';
import type { AppEnv } from '../http/app-env.ts';
import { HISTORY_BODY_BYTES, limitBody } from '../http/body.ts';
import { actorOf } from '../http/identity/caller.ts';
import { isAdministratorOf } from '../http/identity/roles.ts';
import { invalidRequest } from '../http/on-error.ts';
import { Problem } from '../http/problem.ts';
import { sameSecret } from '../http/same-secret.ts';

export interface CodecOptions {
  keys: PayloadKeys;
  /** Part of a path. Whoever knows it can read the histories; null: only who signs in. */
  token: string | null;
  /** The namespace whose histories are read. */
  namespace: string;
  /** The URL of Temporal's UI. Null: no browser may ask. */
  uiUrl: string | null;
}

const payloadsSchema = z.object({
  payloads: z
    .array(z.object({ metadata: z.record(z.string(), z.base64()).default({}), data: z.base64().default('') }))
    .max(10_000)
    .default([]),
});

/**
 * Temporal's codec protocol (`POST …/decode` and `…/encode`, payloads as protobuf's JSON), with which its UI and its command line show
 * encrypted histories. `/codec` is for administrators of all channels, with their key or session, and says in the log who has read; with a
 * token `/codec/<token>` is for whoever knows it. `signedIn` identifies the caller.
 */
export function registerCodec(
  app: Hono<AppEnv>,
  { keys, token, uiUrl, namespace }: CodecOptions,
  signedIn: MiddlewareHandler<AppEnv>,
): void {
  const codec = new EncryptionCodec(keys);
  app.post('/codec/decode', signedIn, limitBody(HISTORY_BODY_BYTES), async (c) => {
    const caller = c.get('caller');
    if (!isAdministratorOf(caller.roles)) throw new Problem('forbidden', 'Histories are for administrators of all channels.');
    const asked = c.req.header('x-namespace') ?? namespace;
    if (asked !== namespace) throw new Problem('forbidden', 'This endpoint has the keys of another namespace.');
    const payloads = await readPayloads(c);
    const decoded = await convert(codec, 'decode', payloads);
    c.get('log').info({ actor: actorOf(caller), payloads: payloads.length }, 'a history was read');
    return c.json({ payloads: decoded.map(toJson) }, 200);
  });
  if (token !== null) registerTokenPath(app, codec, token, uiUrl);
}

function registerTokenPath(app: Hono<AppEnv>, codec: EncryptionCodec, token: string, uiUrl: string | null): void {
  const guard: MiddlewareHandler<AppEnv> = async (c, next) => {
    if (!sameSecret(token, c.req.param('token') ?? '')) throw new Problem('not-found', 'There is no codec address like this.');
    await next();
  };
  if (uiUrl !== null) app.use('/codec/:token/:way', forUi(new URL(uiUrl).origin));
  app.use('/codec/:token/:way', guard, limitBody(HISTORY_BODY_BYTES));
  for (const way of ['decode', 'encode'] as const) {
    app.post(`/codec/:token/${way}`, async (c) => {
      const payloads = await readPayloads(c);
      return c.json({ payloads: (await convert(codec, way, payloads)).map(toJson) }, 200);
    });
  }
}

const forUi = (origin: string): MiddlewareHandler =>
  cors({ origin, allowMethods: ['POST'], allowHeaders: ['content-type', 'x-namespace', 'authorization'], maxAge: 600 });

type Payload = Awaited<ReturnType<EncryptionCodec['decode']>>[number];

async function readPayloads(c: Context): Promise<Payload[]> {
  const parsed = payloadsSchema.safeParse(await c.req.json().catch(() => undefined));
  if (!parsed.success) throw invalidRequest(parsed.error);
  return parsed.data.payloads.map(({ metadata, data }) => ({
    metadata: Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, Buffer.from(value, 'base64')])),
    data: Buffer.from(data, 'base64'),
  }));
}

async function convert(codec: EncryptionCodec, way: 'decode' | 'encode', payloads: Payload[]): Promise<Payload[]> {
  try {
    return await codec[way](payloads);
  } catch (cause) {
    throw new Problem('invalid-request', 'A payload cannot be decrypted: its key is not known here, or it was changed.', {
      cause,
    });
  }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const toJson = ({ metadata, data }: Payload): { metadata: Record<string, string>; data: string } => ({
  metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([name, value]) => [name, base64(value)])),
  data: base64(data ?? new Uint8Array()),
});
