import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const RELEASES = 'node_modules/@temporalio/core-bridge/releases';

export async function readMetrics(url: string): Promise<string> {
  const answer = await fetch(url);
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`);
  return answer.text();
}

/** The names of all metrics in these answers. */
export const namesIn = (...answers: string[]): Set<string> =>
  new Set(answers.flatMap((text) => text.match(/^[a-z_]+(?=[{ ])/gm) ?? []));

/** Temporal's core shows some counters only after the first failure: true where its program has one of this name. */
export async function isCountedByCore(name: string): Promise<boolean> {
  const program = await readFile(join(RELEASES, 'x86_64-unknown-linux-gnu', 'index.node'), 'latin1');
  return name.startsWith('temporal_') && program.includes(name.replace(/^temporal_/, '').replace(/_total$/, ''));
}

/** The names that the queries of a file ask for. */
export async function queriedNames(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8');
  const ours =
    /\b(?:temporal|apruve|http|ledger|notification|webhook|checkouts|workflows|reconciliation|activity_tries)_[a-z_]+(?=[[{) ])/g;
  return [...new Set(text.match(ours) ?? [])];
}
