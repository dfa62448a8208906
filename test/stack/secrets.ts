import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import { z } from 'zod';

import { readJson, writeJson } from './files.ts';

const secrets = z.object({
  secrets_key: z.string(),
  payload_keys: z.string(),
  webhook_token: z.string(),
  codec_token: z.string(),
  database_password: z.string(),
  notification_secret: z.string(),
});

/** Secrets that a stack makes for itself. */
export type Secrets = z.infer<typeof secrets>;

/** The secrets of a stack's folder, made on the first call and kept: what they encrypted stays readable. */
export function keptSecrets(dir: string): Secrets {
  const file = join(dir, 'secrets.json');
  const kept = z.record(z.string(), z.string()).parse(readJson(file) ?? {});
  const all = secrets.parse({ ...newSecrets(), ...kept });
  if (Object.keys(all).some((name) => kept[name] === undefined)) writeJson(file, all);
  return all;
}

function newSecrets(): Secrets {
  return {
    secrets_key: randomBytes(32).toString('base64'),
    payload_keys: `local:${randomBytes(32).toString('base64')}`,
    webhook_token: randomBytes(32).toString('base64url'),
    codec_token: randomBytes(32).toString('base64url'),
    database_password: randomBytes(18).toString('base64url'),
    notification_secret: `whsec_${randomBytes(32).toString('base64')}`,
  };
}
