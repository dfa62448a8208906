import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const folder = fileURLToPath(new URL('../histories', import.meta.url));
const manifestPath = join(folder, 'manifest.json');

/** The SHA-256 of each recorded history, by its path below `test/histories`. */
export type Manifest = Record<string, string>;

export const parseManifest = (text: string): Manifest => z.record(z.string(), z.string()).parse(JSON.parse(text));

export async function readManifest(): Promise<Manifest> {
  return existsSync(manifestPath) ? parseManifest(await readFile(manifestPath, 'utf8')) : {};
}

export const isRecorded = (version: string): boolean => existsSync(join(folder, version));

/** Stores the histories of one version, each under its name. What is there is never written again. */
export async function storeHistories(version: string, histories: ReadonlyMap<string, string>): Promise<void> {
  if (isRecorded(version)) throw new Error(`test/histories/${version} is there already; recorded histories are never changed`);
  const manifest = await readManifest();
  await mkdir(join(folder, version), { recursive: true });
  for (const [name, text] of histories) {
    const path = `${version}/${name}.json`;
    await writeFile(join(folder, path), text);
    manifest[path] = sha256(text);
  }
  await writeFile(manifestPath, `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Every recorded file by its path below `test/histories`, with what it holds. */
export async function readHistories(): Promise<Map<string, string>> {
  const paths = existsSync(folder) ? await readdir(folder, { recursive: true }) : [];
  const recorded = paths.filter((path) => path.includes('/') && path.endsWith('.json')).sort();
  return new Map(await Promise.all(recorded.map(async (path) => [path, await readFile(join(folder, path), 'utf8')] as const)));
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
