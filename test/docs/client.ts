import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../stack/paths.ts';
import { anApp } from '../unit/api/an-app.ts';

/*
 * `npm run client`: makes the types of the client in `api/client` from the OpenAPI document. With `--check` it writes nothing, and fails
 * where they are not those of the document. The generator has a folder of packages of its own, because it needs TypeScript 5.
 */

const folder = join(root, 'api', 'client');
const types = join(folder, 'openapi.d.ts');

function run(file: string, args: string[]): void {
  const { status } = spawnSync(file, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${status}.`);
}

const dir = await mkdtemp(join(tmpdir(), 'apruve-checkout-client-'));
try {
  const document = join(dir, 'openapi.json');
  const made = join(dir, 'openapi.d.ts');
  await writeFile(document, await (await anApp().request('/openapi.json')).text());
  const generator = join(folder, 'node_modules', '.bin', 'openapi-typescript');
  if (!existsSync(generator)) run('npm', ['ci']);
  run(generator, [document, '--output', made]);
  const text = await readFile(made, 'utf8');
  const isCurrent = text === (await readFile(types, 'utf8').catch(() => ''));
  if (!process.argv.includes('--check')) await writeFile(types, text);
  else if (!isCurrent) {
    process.stderr.write('api/client/openapi.d.ts is not made from the OpenAPI document of today: npm run client\n');
    process.exitCode = 1;
  }
} finally {
  await rm(dir, { recursive: true, force: true });
}
