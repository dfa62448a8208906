import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../stack/paths.ts';

/*
 * `npm run test:node -- 22`: the tests of functions, and one life over HTTP and in the replay, with another version of Node.js. Its
 * runtime comes as an npm package and is kept in `.local/node`. Arguments after the version are handed to vitest in place of the choice.
 */

/** A whole life through the API, today's code on the recorded histories, encryption, traces: what native parts could break. */
const PROJECTS = '--project unit --project api --project workflow';
const FILES = 'test/unit test/api/life.test.ts test/api/people.test.ts test/api/traces.test.ts test/workflow/histories.test.ts';
const CHOICE = `${PROJECTS} ${FILES}`.split(' ');

const USAGE = 'Usage: npm run test:node -- <version, such as 22 or 24> [arguments of vitest]';

function runs(file: string, args: readonly string[]): boolean {
  return spawnSync(file, args, { cwd: root, stdio: 'inherit' }).status === 0;
}

/** The program of this version, installed at the first call. */
function nodeOf(version: string): string {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(root, '.local', 'node', version);
  const program = join(folder, 'node_modules', name, 'bin', 'node');
  if (!existsSync(program) && !runs('npm', ['install', '--prefix', folder, '--no-save', `${name}@${version}`]))
    throw new Error(`There is no ${name}@${version}.`);
  return program;
}

const [version = '', ...chosen] = process.argv.slice(2);
if (!/^\d+(?:\.\d+){0,2}$/.test(version)) throw new Error(USAGE);
const node = nodeOf(version);
process.stdout.write('Node.js ');
const isRun =
  runs(node, ['--version']) && runs(node, ['node_modules/vitest/vitest.mjs', 'run', ...(chosen.length > 0 ? chosen : CHOICE)]);
process.exitCode = isRun ? 0 : 1;
