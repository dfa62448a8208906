import type { AgeView, MoneySummary } from '../../v1/summary/schemas.ts';
import { Money } from '../pages/parts.tsx';

interface AgeingPartProps {
  sums: MoneySummary;
  /** The address of the invoices with these filters. */
  invoices: (query: Record<string, string>) => string;
}

/** What is outstanding by how long it is overdue: a table, with a bar in each row. */
export function AgeingPart({ sums: { ageing, currency }, invoices }: AgeingPartProps) {
  const most = Math.max(1, ...ageing.map(({ amount_cents }) => amount_cents));
  return (
    <table class="ageing">
      <caption>Outstanding by age</caption>
      <thead>
        <tr>
          <th scope="col">Age</th>
          <th scope="col" class="number">
            Invoices
          </th>
          <th scope="col" class="number">
            Amount
          </th>
          <td />
        </tr>
      </thead>
      <tbody>
        {ageing.map((age) => (
          <tr>
            <th scope="row">
              <a href={invoices(filtersOf(age))}>{nameOf(age)}</a>
            </th>
            <td class="number">{age.count}</td>
            <td class="number">
              <Money cents={age.amount_cents} currency={currency} />
            </td>
            <td class="drawn">
              <Bar share={age.amount_cents / most} isLate={age.overdue_days !== null} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Drawn, not styled, as the policy of the page forbids styles of an element's own. The amount beside it says the same. */
const Bar = ({ share, isLate }: { share: number; isLate: boolean }) => (
  <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
    <rect width="100" height="10" class="limit" />
    <rect width={(share * 100).toFixed(2)} height="10" class={isLate ? 'late' : 'invoiced'} />
  </svg>
);

function nameOf({ overdue_days: days }: AgeView): string {
  if (days === null) return 'Not overdue';
  if (days.to === null) return `Over ${days.from - 1} days overdue`;
  return days.from === 0 ? `Up to ${days.to} days overdue` : `${days.from}–${days.to} days overdue`;
}

const filtersOf = ({ overdue_days, due_from, due_before }: AgeView): Record<string, string> => ({
  owed: overdue_days === null ? 'due' : 'overdue',
  due_from: due_from ?? '',
  due_before: due_before ?? '',
});
