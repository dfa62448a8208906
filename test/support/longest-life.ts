import { nextTry } from '../../workflows/rules/retries.ts';

/** How many events the longest plausible checkout may have in all its histories. */
export const MOST_EVENTS = 5_000;

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const INVOICES = 20;

/** How often a stuck step is tried again by itself until `endMs` after it got stuck, with the default first pause. */
function triesWithin(endMs: number): number {
  const policy = { stepRetryMs: 5 * MINUTE };
  let tries = 0;
  for (let at: number | null = 0; at !== null && at <= endMs; tries += 1) {
    const next = nextTry({ since: new Date(0).toISOString(), tries: tries + 1 }, at, policy);
    at = next === null ? null : Date.parse(next);
  }
  return tries - 1;
}

/**
 * The longest plausible checkout: what happens, how many events each of it costs in the history, and how often it happens.
 * `test/workflow/longest-life.test.ts` measures the events; `docs/longest-life.md` shows the table.
 */
export const LONGEST_LIFE = [
  { what: 'opened', events: 8, times: 1, because: 'with an order that is not final yet' },
  { what: 'order changed', events: 12, times: 5, because: '' },
  { what: 'ring for nothing', events: 5, times: 5, because: 'deadlines that have gone when the alarm rings' },
  {
    what: 'authorized in the lightbox',
    events: 12,
    times: 1,
    because: 'to wait for approval; after a change it also looks for orphans',
  },
  { what: 'order finalized', events: 11, times: 1, because: '' },
  { what: 'approval polled', events: 11, times: 56, because: 'every 6 hours for 14 days' },
  { what: 'approved', events: 10, times: 1, because: 'by an event, at the last minute' },
  { what: 'invoice drafted', events: 11, times: INVOICES, because: '' },
  { what: 'draft changed', events: 11, times: INVOICES, because: 'once each' },
  { what: 'invoice issued and shipped', events: 18, times: INVOICES, because: '' },
  { what: 'further shipment', events: 11, times: INVOICES, because: 'one each' },
  { what: 'shipment changed', events: 11, times: 2 * INVOICES, because: 'tracking and delivery' },
  { what: 'due date passed', events: 17, times: INVOICES, because: 'every one is overdue' },
  { what: 'event of an invoice', events: 10, times: 3 * INVOICES, because: 'funded, closed, and one return' },
  { what: 'copy of an event', events: 4, times: INVOICES, because: 'copies are mostly dropped before they are passed on' },
  { what: 'request refused', events: 5, times: 20, because: 'such as an amount above the limit' },
  { what: 'step gets stuck', events: 17, times: 10, because: 'in all, however many at a time' },
  {
    what: 'stuck step tried again',
    events: 11,
    times: triesWithin(3 * DAY) + 3 * triesWithin(120 * MINUTE),
    because: 'Apruve is out of reach once for three days and more, three times for two hours',
  },
  { what: 'retried by hand', events: 11, times: 10, because: 'without success' },
  { what: 'expired, and the rest released', events: 28, times: 1, because: 'with a warning before' },
] as const;

export type Happening = (typeof LONGEST_LIFE)[number]['what'];

/** The events of the whole checkout. */
export const longestLife = (): number => LONGEST_LIFE.reduce((sum, { events, times }) => sum + events * times, 0);
