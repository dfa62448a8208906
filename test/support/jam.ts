import { readFile, writeFile } from 'node:fs/promises';
import { inject } from 'vitest';

/**
 * The bundle of a next version of the product that cannot go on with running checkouts: `sendInvoice` first writes to the ledger. Answers
 * its path.
 */
export async function incompatibleBundle(): Promise<string> {
  const { bundlePath } = inject('services');
  const code = await readFile(bundlePath, 'utf8');
  const begin = code.indexOf('async function sendInvoice(');
  const record = /\(0,\s*\w+\.recordFacts\)/.exec(code.slice(begin))?.[0];
  const changed = code.replace(/(async function sendInvoice\(checkout, request\) \{)/, `$1 await ${record}(checkout, []);`);
  if (record === undefined || changed === code) throw new Error('The bundle has no step sendInvoice to change.');
  const path = bundlePath.replace('.cjs', '-incompatible.cjs');
  await writeFile(path, changed);
  return path;
}

/** The bundle of a next version whose processes write to the ledger by an activity that today's workers do not have. Answers its path. */
export async function bundleWithUnknownActivity(): Promise<string> {
  const { bundlePath } = inject('services');
  const code = await readFile(bundlePath, 'utf8');
  const changed = code.replace('{ record, settleOpening } =', '{ recordAnew: record, settleOpening } =');
  if (changed === code) throw new Error('The bundle has no activity record to rename.');
  const path = bundlePath.replace('.cjs', '-unknown-activity.cjs');
  await writeFile(path, changed);
  return path;
}
