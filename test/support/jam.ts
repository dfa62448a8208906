import { readFile, writeFile } from 'node:fs/promises';
import { inject } from 'vitest';

/** The bundle of a next version of the product that cannot go on with running checkouts: `sendInvoice` first writes to the ledger. Answers its path. */
export const incompatibleBundle = (): Promise<string> =>
  changedBundle('incompatible', (code) => {
    const record = /\(0,\s*\w+\.recordFacts\)/.exec(code.slice(code.indexOf('async function sendInvoice(')))?.[0];
    if (record === undefined) throw new Error('The bundle has no step sendInvoice to change.');
    return code.replace(/(async function sendInvoice\(checkout, request\) \{)/, `$1 await ${record}(checkout, []);`);
  });

/** The bundle of a next version whose processes write to the ledger by an activity that today's workers do not have. Answers its path. */
export const bundleWithUnknownActivity = (): Promise<string> =>
  changedBundle('unknown-activity', (code) =>
    code.replace('{ record, settleOpening } =', '{ recordAnew: record, settleOpening } ='),
  );

async function changedBundle(name: string, change: (code: string) => string): Promise<string> {
  const { bundlePath } = inject('services');
  const code = await readFile(bundlePath, 'utf8');
  const changed = change(code);
  if (changed === code) throw new Error(`The bundle has nothing to change for ${name}.`);
  const path = bundlePath.replace('.cjs', `-${name}.cjs`);
  await writeFile(path, changed);
  return path;
}
