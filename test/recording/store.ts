import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const folder = fileURLToPath(new URL('../histories', import.meta.url));
const manifestPath = join(folder, 'manifest.json');

/** The variable that names the folder into which tests write their histories while these are recorded. */
export const HISTORIES_INTO = 'HISTORIES_INTO';

/** The SHA-256 of each recorded history, by its path below `test/histories`. */
export type Manifest = Record<string, string>;

export const parseManifest = (text: string): Manifest => z.record(z.string(), z.string()).parse(JSON.parse(text));

export async function readManifest(): Promise<Manifest> {
  return existsSync(manifestPath) ? parseManifest(await readFile(manifestPath, 'utf8')) : {};
}

/** Adds a history of one version under the next free name. What is there is never written again. Answers its path. */
export async function addHistory(version: string, name: string, text: string): Promise<string> {
  const manifest = await readManifest();
  const path = free(`${version}/${name}`, manifest);
  await mkdir(join(folder, version), { recursive: true });
  await writeFile(join(folder, path), text);
  await writeFile(manifestPath, `${JSON.stringify({ ...manifest, [path]: sha256(text) }, null, 2)}\n`);
  return path;
}

function free(name: string, taken: Manifest): string {
  for (let n = 1; ; n += 1) if (!(`${name}-${n}.json` in taken)) return `${name}-${n}.json`;
}

/** Every recorded file by its path below `test/histories`, with what it holds. */
export async function readHistories(): Promise<Map<string, string>> {
  const paths = existsSync(folder) ? await readdir(folder, { recursive: true }) : [];
  return readFiles(folder, paths.filter((path) => path.includes('/') && path.endsWith('.json')).sort());
}

/** Files by their path below a folder. */
export async function readFiles(root: string, paths: readonly string[]): Promise<Map<string, string>> {
  return new Map(await Promise.all(paths.map(async (path) => [path, await readFile(join(root, path), 'utf8')] as const)));
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
