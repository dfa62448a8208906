import type { Context, Hono, MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { z } from 'zod';
import { EncryptionCodec, type PayloadKeys } from '../../worker/platform/codec.ts';
import type { AppEnv } from '../http/app-env.ts';
import { limitBody } from '../http/body.ts';
import { invalidRequest } from '../http/on-error.ts';
import { Problem } from '../http/problem.ts';
import { sameSecret } from '../http/same-secret.ts';

/** A page of Temporal's UI asks for many payloads at once, of up to 2 MB each. */
const BODY_BYTES = 16 * 1_024 * 1_024;

export interface CodecOptions {
  keys: PayloadKeys;
  /** Part of the path. Whoever knows it can read the histories. */
  token: string;
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
 * Temporal's codec protocol (`POST …/decode` and `…/encode`, payloads as protobuf's JSON), with which its UI shows encrypted
 * histories.
 */
export function registerCodec(app: Hono<AppEnv>, { keys, token, uiUrl }: CodecOptions): void {
  const codec = new EncryptionCodec(keys);
  const guard: MiddlewareHandler<AppEnv> = async (c, next) => {
    if (!sameSecret(token, c.req.param('token') ?? '')) throw new Problem('not-found', 'There is no codec address like this.');
    await next();
  };
  if (uiUrl !== null) app.use('/codec/:token/*', forUi(new URL(uiUrl).origin));
  app.use('/codec/:token/*', guard, limitBody(BODY_BYTES));
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
