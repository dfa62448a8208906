import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflows } from '../../worker/bundle.ts';
import type { Site, Sites } from './command-sites.ts';

const local = fileURLToPath(new URL('../../.local', import.meta.url));

/** The bundle of the workflows in which every one of the places can be changed; see `probe.ts`. */
export async function changedBundle({ code, sites }: Sites): Promise<string> {
  await mkdir(local, { recursive: true });
  // Inside of the project, because the copy needs its packages.
  const root = await mkdtemp(join(local, 'gate-'));
  try {
    for (const [file, text] of code) {
      const path = join(root, 'workflows', file);
      await mkdir(dirname(path), { recursive: true });
      const own = sites.filter((site) => site.file === file);
      await writeFile(path, changed(text, own));
    }
    const probe = fileURLToPath(new URL('probe.ts', import.meta.url));
    return (await bundleWorkflows({ folder: join(root, 'workflows'), interceptors: [probe] })).code;
  } finally {
    await rm(root, { recursive: true });
  }
}

/** The code with a call of the probe at each place. Of two that begin together the first one is around the other. */
function changed(code: string, sites: readonly Site[]): string {
  const inserted = sites.flatMap((site) => {
    const [before, after] = around(site);
    return [
      { at: site.start, text: before },
      { at: site.end, text: after },
    ];
  });
  const fromTheEnd = inserted.toReversed().sort((a, b) => b.at - a.at);
  return fromTheEnd.reduce((text, { at, text: more }) => `${text.slice(0, at)}${more}${text.slice(at)}`, code);
}

const FUNCTION = { named: 'at', shorthand: 'at', member: 'at', handler: 'handlers' };

function around({ kind, id, name }: Site): [before: string, after: string] {
  const place = JSON.stringify(id);
  if (kind === 'method') return [`(globalThis.gate.pass(${place}), `, ')'];
  return [`${kind === 'shorthand' ? `${name}: ` : ''}globalThis.gate.${FUNCTION[kind]}(${place}, `, ')'];
}
