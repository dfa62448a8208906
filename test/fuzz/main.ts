import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack } from '../stack/index.ts';
import { binDir } from '../stack/paths.ts';
import { seedCheckouts } from './seed.ts';

/*
 * `npm run fuzz`: sends what the OpenAPI document allows and what it forbids to a whole stack, by schemathesis. Exit code 1 where an
 * answer is a 500, or one that the document does not know. Where Python is missing it says so and passes.
 */

const VERSION = '4.32.5';
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'unsupported_method',
  'ignored_auth',
];
/** Calls of each operation and kind. The seed is fixed, so that a failure can be repeated; another can be given. */
const EXAMPLES = '12';
const [seed = '7'] = process.argv.slice(2);

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Runs a program with its output shown; its exit code. */
const run = (file: string, args: string[], cwd?: string): number =>
  spawnSync(file, args, { stdio: ['ignore', 'inherit', 'inherit'], cwd }).status ?? 1;

/** The path of schemathesis, installed into a virtual environment once; null without Python. */
function schemathesis(): string | null {
  if (spawnSync('python3', ['--version']).status !== 0) return null;
  const dir = join(binDir, `schemathesis-${VERSION}`);
  const program = join(dir, 'bin', 'schemathesis');
  if (existsSync(program)) return program;
  if (run('python3', ['-m', 'venv', dir]) !== 0) return null;
  const installed = run(join(dir, 'bin', 'pip'), [
    'install',
    '--quiet',
    '--disable-pip-version-check',
    `schemathesis==${VERSION}`,
  ]);
  if (installed !== 0) throw new Error(`schemathesis ${VERSION} could not be installed.`);
  return program;
}

async function fuzz(program: string): Promise<number> {
  const dir = await mkdtemp(join(tmpdir(), 'apruve-checkout-fuzz-'));
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], LOG_LEVEL: 'warn', RATE_LIMIT_KEY: '999999999' };
  const stack = await startStack({ dir, env: { ...env, RATE_LIMIT_REFUSED: '999999999' }, anyPorts: true });
  try {
    const { api_url: api, admin_key: key } = stack.info;
    const config = await seedCheckouts(dir, stack.info);
    const key_header = ['--header', `Authorization: Bearer ${key}`];
    const size = ['--phases', 'examples,coverage,fuzzing', '--mode', 'all', '--max-examples', EXAMPLES, '--seed', seed];
    const rest = ['--checks', CHECKS.join(','), '--continue-on-failure', '--suppress-health-check', 'all', '--no-color'];
    return run(program, ['--config-file', config, 'run', `${api}/openapi.json`, ...key_header, ...size, ...rest], dir);
  } finally {
    await stack.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

const program = schemathesis();
if (program === null) say('Python is not here: the API is not fuzzed.');
else process.exitCode = await fuzz(program);
