import { LONGEST_LIFE, longestLife, MOST_EVENTS } from '../support/longest-life.ts';
import { generatedFrom, page, table } from './markdown.ts';

/** What the longest plausible life of a checkout costs in Temporal. */
export function longestLifePage(): string {
  const rows = LONGEST_LIFE.map(({ what, events, times, because }) => [
    what,
    String(events),
    String(times),
    String(events * times),
    because,
  ]);
  return page(
    generatedFrom('`test/support/longest-life.ts`'),
    '# The longest life of a checkout',
    `A checkout is one workflow with one history, and does not begin it anew (continue-as-new). So its longest plausible life is counted: it must stay below ${MOST_EVENTS} events. Temporal finds a history long at 4,096 events or 4 MB, which raises \`history-long\`, and ends it at 51,200 or 50 MB; with 20 invoices every activity is told some 10 kB, about 4 MB in such a life. A test measures what each happening costs on a real server, and compares.`,
    table(
      ['what happens', 'events', 'times', 'in all', 'because'],
      [...rows, ['**the whole life**', '', '', `**${longestLife()}**`, '']],
    ),
    'While Apruve answers nobody, one stuck step is tried a time, whatever their number; after three days each waits for a person. An invoice that has fallen overdue is not asked about again, and reconciliation tells a process only what it does not know. An invoice that waits although its order is accepted is read every 6 hours, 11 events each, until the authorization expires.',
  );
}
