import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const stackSchema = z.object({ database_url: z.string() });

/** The database of the environment; where it names none, that of the stack running on this machine. Throws without either. */
export function databaseUrlOf(env: NodeJS.ProcessEnv): string {
  const given = env['DATABASE_URL'];
  if (given !== undefined && given !== '') return given;
  const file = join(resolve(ROOT, env['STACK_DIR'] || '.local'), 'stack.json');
  try {
    return stackSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).database_url;
  } catch (cause) {
    throw new Error(`DATABASE_URL is not set, and no stack is running here (${file}). Set it, or run \`npm start\` first.`, {
      cause,
    });
  }
}
