import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';

/**
 * The environment, completed from the stack that runs on this machine (`npm start`), which is found in `STACK_DIR` or `.local/`.
 * Empty variables count as absent. For commands that a person types: worker and API get a whole environment. Where no stack runs,
 * the environment as it is.
 */
export function withLocalStack(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const file = join(resolve(env['STACK_DIR'] || '.local'), 'stack.env');
  if (!existsSync(file)) return env;
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value));
  return { ...parseEnv(readFileSync(file, 'utf8')), ...given };
}
