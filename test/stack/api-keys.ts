import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { z } from 'zod';

import { readJson, writeJson } from './files.ts';
import { nodeCommand } from './parts.ts';
import { root } from './paths.ts';

const run = promisify(execFile);

const apiKeys = z.object({ storefront_key: z.string(), admin_key: z.string() });

export type ApiKeys = z.infer<typeof apiKeys>;

/** The API keys of a stack: those of its folder where the API still takes them, else new ones, which are kept there. */
export async function keptApiKeys(dir: string, apiUrl: string, env: NodeJS.ProcessEnv): Promise<ApiKeys> {
  const file = join(dir, 'api-keys.json');
  const kept = apiKeys.safeParse(readJson(file));
  if (kept.success && (await isTaken(apiUrl, kept.data.admin_key))) return kept.data;
  const [storefront, admin] = await Promise.all([create('storefront', env), create('admin', env)]);
  const made = { storefront_key: storefront, admin_key: admin };
  writeJson(file, made);
  return made;
}

/** The database may be another one than last time. */
async function isTaken(apiUrl: string, key: string): Promise<boolean> {
  const response = await fetch(`${apiUrl}/v1/checkouts?limit=1`, { headers: { authorization: `Bearer ${key}` } });
  await response.body?.cancel();
  return response.ok;
}

async function create(scope: 'storefront' | 'admin', env: NodeJS.ProcessEnv): Promise<string> {
  const { file, args } = nodeCommand('api/keys/cli.ts', ['create', '--scope', scope, '--name', 'stack'], env);
  const { stdout } = await run(file, args, { cwd: root, env });
  const key = /^key: (\S+)\s*$/m.exec(stdout)?.[1];
  if (!key) throw new Error(`expected a line "key: <key>" from api/keys/cli.ts, got ${stdout.length} characters without one`);
  return key;
}
