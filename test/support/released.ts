import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CheckoutInput } from '../../workflows/contract/checkout.ts';
import type { Carried } from '../../workflows/process/carried.ts';

const folder = fileURLToPath(new URL('../released', import.meta.url));

/** What a release brought and took over: today's builds run beside its builds, and take over from them. */
export interface Released {
  /** The activities that its programs register. */
  registered: readonly string[];
  /** What one of its processes carried into its next run. */
  carried: Carried;
  input: CheckoutInput;
}

/** Every release since builds run beside each other, the oldest first. */
export async function readReleases(): Promise<[version: string, Released][]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
  const ordered = files.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return Promise.all(
    ordered.map(async (version) => [version, JSON.parse(await readFile(join(folder, `${version}.json`), 'utf8')) as Released]),
  );
}

/** Writes down a release. What is there is never written again. */
export async function storeRelease(version: string, released: Released): Promise<void> {
  const file = join(folder, `${version}.json`);
  if (existsSync(file)) throw new Error(`${file} is there already; what was released is never changed`);
  await writeFile(file, `${JSON.stringify(released, null, 2)}\n`);
}
