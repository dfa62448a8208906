import type { ModeSummary, MoneySummary, SummaryView } from '../../v1/summary/schemas.ts';
import type { ListedBatchView } from '../../v1/batches/schemas.ts';
import { Money } from '../pages/parts.tsx';
import { Time } from '../pages/times.tsx';
import type { PageMode } from '../pages/shell.tsx';
import { AgeingPart } from './ageing-part.tsx';
import { search } from './api-calls.ts';
import { ConsolePage } from './console-page.tsx';
import { ViewsPart } from './saved-views.tsx';
import type { SavedViewView } from '../../v1/saved-views/schemas.ts';
import { QUEUE_NAMES, QUEUES, type Queue } from './queues.ts';

interface TodayPageProps {
  mode: PageMode;
  summary: SummaryView;
  views: readonly SavedViewView[];
  /** Batches of which an invoice could not be sent. */
  failed: readonly ListedBatchView[];
}

/** What is owed, and what waits for somebody: the page to have open all day. */
export function TodayPage({ mode, summary, views, failed }: TodayPageProps) {
  const { items, at } = summary;
  return (
    <ConsolePage title="Today" mode={mode} here="today" refreshSeconds={30}>
      <h1>Today</h1>
      <div id="today" data-live>
        {items.length === 0 && <p class="muted">Nothing has been ordered yet.</p>}
        {items.map((item) => (
          <ModePart item={item} at={at} isMarked={items.length > 1} />
        ))}
        <FailedBatches batches={failed} />
        <ViewsPart views={views} />
      </div>
    </ConsolePage>
  );
}

/** What was sent together and failed waits for a person, as what was refused alone does. */
const FailedBatches = ({ batches }: { batches: readonly ListedBatchView[] }) =>
  batches.length === 0 ? null : (
    <section class="card" aria-labelledby="failed-batches">
      <h2 id="failed-batches">Batches with invoices that failed</h2>
      <ul>
        {batches.map(({ id, failed, created_at }) => (
          <li>
            <a href={`/console/batches/${id}`}>
              {failed} of the batch of <Time at={created_at} />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );

const MODES = { production: 'Real money', test: 'Test mode' } as const;

function ModePart({ item: { mode, queues, money }, at, isMarked }: { item: ModeSummary; at: string; isMarked: boolean }) {
  const id = `waiting-${mode}`;
  const only: Record<string, string> = isMarked ? { mode } : {};
  return (
    <>
      {isMarked && <h2>{MODES[mode]}</h2>}
      {money.map((sums) => (
        <MoneyPart sums={sums} at={at} only={money.length > 1 ? { ...only, currency: sums.currency } : only} mode={mode} />
      ))}
      <section class="card" aria-labelledby={id}>
        <h2 id={id}>Checkouts that wait{isMarked && `: ${MODES[mode].toLowerCase()}`}</h2>
        <ul class="queues">
          {QUEUE_NAMES.map((name) => (
            <QueueRow name={name} count={queues[name]} only={only} />
          ))}
        </ul>
      </section>
    </>
  );
}

interface QueueRowProps {
  name: Queue;
  count: number;
  only: Readonly<Record<string, string>>;
}

const QueueRow = ({ name, count, only }: QueueRowProps) => (
  <li class={count === 0 ? 'none' : undefined}>
    <a href={`/console/checkouts${search({ queue: name, ...only })}`}>
      <strong>{QUEUES[name].label}</strong> <span class="count">{count}</span>
    </a>
    <small class="muted">{QUEUES[name].help}</small>
  </li>
);

interface MoneyPartProps {
  sums: MoneySummary;
  at: string;
  only: Readonly<Record<string, string>>;
  mode: string;
}

const DAY_MS = 86_400_000;
const daysFrom = (at: string, days: number): string => new Date(Date.parse(at) + days * DAY_MS).toISOString();

function MoneyPart({ sums, at, only, mode }: MoneyPartProps) {
  const { currency, outstanding, overdue, due_within_week, to_invoice, paid_within_week } = sums;
  const id = `money-${mode}-${currency}`;
  const invoices = (query: Record<string, string>): string => `/console/invoices${search({ ...query, ...only })}`;
  const figures = [
    ['Outstanding', outstanding, invoices({ owed: 'outstanding' }), 'invoice'],
    ['Overdue', overdue, invoices({ owed: 'overdue' }), 'invoice'],
    ['Due in 7 days', due_within_week, invoices({ owed: 'due', due_before: daysFrom(at, 7) }), 'invoice'],
    ['To invoice', to_invoice, `/console/checkouts${search({ queue: 'to_invoice', ...only })}`, 'checkout'],
    ['Paid in 7 days', paid_within_week, invoices({ paid_from: daysFrom(at, -7) }), 'invoice'],
  ] as const;
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>Money in {currency}</h2>
      <dl class="figures today">
        {figures.map(([name, { amount_cents, count }, href, what]) => (
          <div>
            <dt>{name}</dt>
            <dd>
              <a href={href}>
                <Money cents={amount_cents} currency={currency} />
                <small class="muted">
                  {count} {count === 1 ? what : `${what}s`}
                </small>
              </a>
            </dd>
          </div>
        ))}
      </dl>
      <AgeingPart sums={sums} invoices={invoices} />
    </section>
  );
}
