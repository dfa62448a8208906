import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../stack/paths.ts';

const run = promisify(execFile);

/** A copy of the tree as it is now, with the packages of this one, that faults are made in. */
export interface Scratch {
  dir: string;
  remove(): Promise<void>;
}

export async function makeScratch(): Promise<Scratch> {
  const dir = await mkdtemp(join(tmpdir(), 'apruve-checkout-mutants-'));
  const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  const files = stdout.split('\0').filter((file) => file !== '' && !file.startsWith('test/histories/'));
  for (const file of files) {
    await mkdir(dirname(join(dir, file)), { recursive: true });
    await cp(join(root, file), join(dir, file)).catch(ignoreMissing);
  }
  await symlink(join(root, 'node_modules'), join(dir, 'node_modules'));
  await mkdir(join(dir, '.local'));
  await symlink(join(root, '.local', 'bin'), join(dir, '.local', 'bin'));
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}

/** A file that is deleted and not committed yet is listed as well. */
function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

/** Makes the fault of a patch in a tree, takes it back, or (`check`) only looks whether it could be made. Throws where it could not. */
export async function applyPatch(dir: string, patch: string, how: 'check' | 'make' | 'take back'): Promise<void> {
  const options = { check: ['--check'], make: [], 'take back': ['--reverse'] }[how];
  await run('git', ['apply', ...options, patch], { cwd: dir });
}
