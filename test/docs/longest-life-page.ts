import { LONGEST_LIFE, longestLife, MOST_EVENTS } from '../support/longest-life.ts';
import { generatedFrom, page, table } from './markdown.ts';

/** What the longest plausible checkout costs in Temporal. */
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
    `What the longest plausible checkout costs, added up: its events must stay below ${MOST_EVENTS}. Temporal finds a history long at 4,096 events or 4 MB; the process then goes on in a new one as soon as it rests. With 20 invoices the input of every activity is about 10 kB, which adds up to about 4 MB in such a checkout. A test measures each cost on a real server and compares it with this table.`,
    table(
      ['what happens', 'events', 'times', 'in all', 'because'],
      [...rows, ['**in all**', '', '', `**${longestLife()}**`, '']],
    ),
    'While Apruve does not answer, only one stuck step is retried per pause, however many there are; after three days each waits for a person. An overdue invoice is not read again on its own, and reconciliation signals a process only when something differs. An invoice that waits although its order is accepted is read every 6 hours, at 11 events each, until the authorization expires.',
  );
}
