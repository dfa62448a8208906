import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { readJson, writeJson, writeWhole } from './files.ts';

const pid = z.number().int();
const elsewhere = z.null();

/** What `stack.json` says: the stack is ready, and this is where its parts are. Null: configured from outside, not started here. */
const stackInfo = z.object({
  api_url: z.string(),
  sandbox_url: z.string().or(elsewhere),
  temporal_address: z.string(),
  temporal_ui_url: z.string().or(elsewhere),
  database_url: z.string(),
  storefront_key: z.string(),
  admin_key: z.string(),
  webhook_url: z.string(),
  metrics: z.object({ api: z.string(), worker: z.string() }),
  apruve: z.object({ merchant_id: z.string().or(elsewhere), api_key: z.string().or(elsewhere) }),
  pids: z.object({
    stack: pid,
    api: pid,
    worker: pid,
    spare: pid.optional(),
    temporal: pid.or(elsewhere),
    database: pid.or(elsewhere),
    sandbox: pid.or(elsewhere),
  }),
});

export type StackInfo = z.infer<typeof stackInfo>;

const infoFile = (dir: string): string => join(dir, 'stack.json');
const envFile = (dir: string): string => join(dir, 'stack.env');

/** What the stack in that folder says of itself; null where none is ready. */
export function readStack(dir: string): StackInfo | null {
  const info = readJson(infoFile(dir));
  return info === undefined ? null : stackInfo.parse(info);
}

export function writeStack(dir: string, info: StackInfo): void {
  writeJson(infoFile(dir), info);
}

/** The environment of worker and API, for commands that look into the same stack. */
export function writeEnvironment(dir: string, env: NodeJS.ProcessEnv): void {
  const ours = Object.entries(env).filter(([name]) =>
    /^(TEMPORAL_|APRUVE_|POLICY_|DATABASE_URL$|PAYLOAD_KEYS$|SECRETS_KEY$|PUBLIC_URL$)/.test(name),
  );
  const lines = ours.map(([name, value]) => value && `${name}="${value.trim().replaceAll('\n', String.raw`\n`)}"`);
  writeWhole(envFile(dir), `${lines.filter(Boolean).join('\n')}\n`);
}

/** The stack is not ready, or no more. */
export function removeStack(dir: string): void {
  for (const file of [infoFile(dir), envFile(dir)]) rmSync(file, { force: true });
}
