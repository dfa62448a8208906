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
});

/** Secrets that a stack makes for itself. */
export type Secrets = z.infer<typeof secrets>;

/** The secrets of a stack's folder, made on the first call and kept: what they encrypted stays readable. */
export function keptSecrets(dir: string): Secrets {
  const file = join(dir, 'secrets.json');
  const kept = readJson(file);
  if (kept !== undefined) return secrets.parse(kept);
  const made = {
    secrets_key: randomBytes(32).toString('base64'),
    payload_keys: `local:${randomBytes(32).toString('base64')}`,
    webhook_token: randomBytes(32).toString('base64url'),
    codec_token: randomBytes(32).toString('base64url'),
    database_password: randomBytes(18).toString('base64url'),
  };
  writeJson(file, made);
  return made;
}
