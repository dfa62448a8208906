import { join, relative } from 'node:path';

import { root } from './paths.ts';
import type { StackInfo } from './stack-file.ts';

/** What `npm start` prints when all is ready: where things are, and what to try next. `dir` is the folder of the stack. */
export function stackTable(info: StackInfo, seconds: number, dir: string, banner?: string): string {
  const rows: [string, string | null][] = [
    ['demo shop', `${info.api_url}/shop`],
    ['console', `${info.api_url}/console`],
    ['API', `${info.api_url}/docs`],
    ["Apruve's side (sandbox)", info.sandbox_url],
    ["Temporal's UI", info.temporal_ui_url],
    ['Temporal', info.temporal_address],
    ['PostgreSQL', info.database_url],
    ['metrics', `${info.metrics.api}, ${info.metrics.worker}`],
    ['storefront key', info.storefront_key],
    ['admin key', info.admin_key],
  ];
  const file = join(dir, 'stack.json');
  const near = relative(root, file);
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value ?? 'configured from outside'}`);
  return [
    '',
    `ready in ${seconds.toFixed(1)} s`,
    ...(banner ? [banner] : []),
    ...lines,
    '',
    'Next: `npm run demo` in another terminal takes one checkout through its whole life.',
    `Kill any process of \`${near.startsWith('..') ? file : near}\` and watch it come back. Ctrl-C stops everything.`,
  ].join('\n');
}
