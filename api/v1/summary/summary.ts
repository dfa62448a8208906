import { AGES, daysFrom, type Queue, type Sums } from '../../../activities/ledger/summary.ts';
import type { Mode } from '../../../workflows/contract/channel.ts';
import { sum } from '../../../workflows/rules/money.ts';
import type { AgeView, ModeSummary, MoneySummary, SummaryView, SumView } from './schemas.ts';

interface Counted {
  count: number;
  cents: number;
}

const totalOf = (rows: readonly Counted[]): SumView => ({
  count: sum(rows.map(({ count }) => count)),
  amount_cents: sum(rows.map(({ cents }) => cents)),
});

/** The sums, added up by mode and currency. */
export function summaryOf(sums: Sums, at: Date): SummaryView {
  const { outstanding, toInvoice, paid, queues } = sums;
  const modes = new Set([...outstanding, ...toInvoice, ...paid, ...queues].map(({ mode }) => mode));
  const items = [...modes].sort().map((mode) => {
    const own = <T extends { mode: Mode }>(rows: T[]): T[] => rows.filter((row) => row.mode === mode);
    return modeSummary(
      mode,
      { outstanding: own(outstanding), toInvoice: own(toInvoice), paid: own(paid), queues: own(queues) },
      at,
    );
  });
  return { at: at.toISOString(), items };
}

function modeSummary(mode: Mode, sums: Sums, at: Date): ModeSummary {
  const countOf = (queue: Queue): number => sum(sums.queues.flatMap((row) => (row.queue === queue ? [row.count] : [])));
  const queues = {
    to_invoice: countOf('to_invoice'),
    overdue: countOf('overdue'),
    refused: countOf('refused'),
    in_flight: countOf('in_flight'),
    attention: countOf('attention'),
    expiring: countOf('expiring'),
    awaiting_approval: countOf('awaiting_approval'),
  };
  const rows = [...sums.outstanding, ...sums.toInvoice, ...sums.paid];
  const currencies = [...new Set(rows.map(({ currency }) => currency))].sort();
  return { mode, queues, money: currencies.map((currency) => moneyOf(currency, sums, at)) };
}

function moneyOf(currency: string, { outstanding, toInvoice, paid }: Sums, at: Date): MoneySummary {
  const own = <T extends { currency: string }>(rows: T[]): T[] => rows.filter((row) => row.currency === currency);
  const owed = own(outstanding);
  return {
    currency,
    outstanding: totalOf(owed),
    overdue: totalOf(owed.filter(({ age }) => age > 0)),
    due_within_week: totalOf(owed.filter(({ soon }) => soon)),
    to_invoice: totalOf(own(toInvoice)),
    paid_within_week: totalOf(own(paid)),
    ageing: [notOverdue(owed), ...AGES.map((_, i) => ageOf(owed, i, at))],
  };
}

const notOverdue = (owed: Sums['outstanding']): AgeView => ({
  ...totalOf(owed.filter(({ age }) => age === 0)),
  overdue_days: null,
  due_from: null,
  due_before: null,
});

/** The age with this place in `AGES`: from the day after its number of days to that of the next. */
function ageOf(owed: Sums['outstanding'], place: number, at: Date): AgeView {
  const [from = 0, to = null] = AGES.slice(place, place + 2);
  return {
    ...totalOf(owed.filter(({ age }) => age === place + 1)),
    overdue_days: { from: place === 0 ? 0 : from + 1, to },
    due_from: to === null ? null : daysFrom(at, -to).toISOString(),
    due_before: place === 0 ? null : daysFrom(at, -from).toISOString(),
  };
}
