import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';

/**
 * The environment, and what it lacks from the stack that runs on this machine (`npm start`), found in `STACK_DIR` or
 * `.local/`. For commands that a person types; worker and API get theirs whole. Where no stack runs: the environment as it is.
 */
export function withLocalStack(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const file = join(resolve(env['STACK_DIR'] || '.local'), 'stack.env');
  return existsSync(file) ? { ...parseEnv(readFileSync(file, 'utf8')), ...env } : env;
}
