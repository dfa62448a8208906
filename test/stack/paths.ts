import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout of this repository. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where downloaded programs live. One place for all stacks, and `--fresh` leaves it alone. */
export const binDir = join(root, '.local', 'bin');

/** The data of a stack: `STACK_DIR`, or `.local/` of this checkout. */
export function stackDir(env: NodeJS.ProcessEnv): string {
  return resolve(root, env['STACK_DIR'] || '.local');
}

/** The path of a part's log in a stack's folder, whose `logs/` is made where it is missing. */
export function logFile(dir: string, part: string): string {
  mkdirSync(join(dir, 'logs'), { recursive: true });
  return join(dir, 'logs', `${part}.log`);
}
