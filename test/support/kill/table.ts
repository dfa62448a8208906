import { table } from '../../docs/markdown.ts';
import type { Hit } from './drill.ts';

const seconds = (ms: number): string => (ms / 1_000).toFixed(1);

/** What was under way when it was hit, and how long the slowest of each kind took to be known again. */
export function hitsTable(hits: readonly Hit[]): string {
  const groups = new Map<string, Hit[]>();
  for (const hit of hits) {
    const group = [hit.victim, hit.step, hit.moment].join('|');
    groups.set(group, [...(groups.get(group) ?? []), hit]);
  }
  const rows = [...groups]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([group, found]) => [
      ...group.split('|'),
      String(found.length),
      seconds(Math.max(...found.map(({ knownMs }) => knownMs))),
    ]);
  return table(['killed', 'step', 'moment', 'steps', 'slowest, s'], rows);
}
