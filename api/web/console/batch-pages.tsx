import { useContext } from 'hono/jsx';
import type { CheckoutView } from '../../v1/checkouts/schemas.ts';
import type { BatchLineView, BatchView, ListedBatchView } from '../../v1/batches/schemas.ts';
import { formatMoney } from '../../../workflows/rules/money.ts';
import { ForActors, MayAct } from '../pages/may-act.ts';
import { Badge, Money, Notice } from '../pages/parts.tsx';
import { Time } from '../pages/times.tsx';
import type { PageMode } from '../pages/shell.tsx';
import type { Page } from './api-calls.ts';
import { ConsolePage } from './console-page.tsx';
import { buyerOf } from './labels.ts';
import { Pager } from './list-parts.tsx';
import { personOf } from './timeline/sentences.ts';
import { leftOf, whyNot } from './to-invoice.ts';

const invoices = (n: number): string => `${n} ${n === 1 ? 'invoice' : 'invoices'}`;

const Crumbs = ({ here }: { here: string }) => (
  <p class="crumbs">
    <a href="/console/checkouts">Checkouts</a> / <a href="/console/batches">Batches</a> / {here}
  </p>
);

/** Sums by mode and currency, which are never added up. */
function totalsOf(checkouts: readonly CheckoutView[]): string[] {
  const sums = new Map<string, { mode: string; currency: string; cents: number }>();
  for (const checkout of checkouts) {
    const { mode, currency } = checkout;
    const sum = sums.get(mode + currency) ?? { mode, currency, cents: 0 };
    sums.set(mode + currency, { ...sum, cents: sum.cents + leftOf(checkout) });
  }
  const isMixed = new Set([...sums.values()].map(({ mode }) => mode)).size > 1;
  return [...sums.values()].map(
    ({ mode, currency, cents }) => `${formatMoney(cents, currency)}${isMixed ? ` in ${mode} mode` : ''}`,
  );
}

interface NewBatchProps {
  mode: PageMode;
  id: string;
  checkouts: readonly CheckoutView[];
  /** Ids under which nothing is seen. */
  missing: readonly string[];
}

/** Asks before invoices are sent: how many, over how much, and which cannot be. */
export function NewBatchPage({ mode, id, checkouts, missing }: NewBatchProps) {
  const mayAct = useContext(MayAct);
  const able = checkouts.filter((checkout) => whyNot(checkout, mayAct) === null);
  const unable = checkouts.filter((checkout) => whyNot(checkout, mayAct) !== null);
  const title = `Send ${invoices(able.length)}`;
  const isMixed = new Set(able.map((checkout) => checkout.mode)).size > 1;
  return (
    <ConsolePage title={title} mode={mode} here="checkouts">
      <Crumbs here={title} />
      <section class="card narrow" aria-labelledby="confirm-title">
        <h1 id="confirm-title">{title}?</h1>
        {isMixed && <Notice tone="wait">Some are in test mode and some in production. They are not added up.</Notice>}
        {able.length > 0 && (
          <>
            <p>
              Together <strong>{totalsOf(able).join(' and ')}</strong>: of each order all that is not invoiced yet. They are
              issued at once: the buyers are billed, and the shipments are recorded.
            </p>
            <Orders items={able} isMarked={isMixed} told={(each) => formatMoney(leftOf(each), each.currency)} />
          </>
        )}
        {unable.length + missing.length > 0 && (
          <>
            <h2>Not sent: {unable.length + missing.length}</h2>
            <Orders items={unable} isMarked={isMixed} told={(each) => whyNot(each, mayAct) ?? ''} />
            {missing.length > 0 && <Missing ids={missing} />}
          </>
        )}
        <form method="post" action="/console/batches">
          <input type="hidden" name="id" value={id} />
          <input type="hidden" name="checkouts" value={able.map((each) => each.id).join(',')} />
          <input type="hidden" name="amounts" value={able.map(leftOf).join(',')} />
          <div class="row">
            {able.length > 0 && <button type="submit">{title} now</button>}
            <a href="/console/checkouts?queue=to_invoice">Back, change nothing</a>
          </div>
        </form>
      </section>
    </ConsolePage>
  );
}

const Missing = ({ ids }: { ids: readonly string[] }) => (
  <p>
    There is no such order, or you may not see it:{' '}
    {ids.map((id) => (
      <>
        <span class="mono">{id}</span>{' '}
      </>
    ))}
  </p>
);

interface OrdersProps {
  items: readonly CheckoutView[];
  /** Whether each says its mode. */
  isMarked: boolean;
  told: (item: CheckoutView) => string;
}

const Orders = ({ items, isMarked, told }: OrdersProps) => (
  <ul>
    {items.map((item) => (
      <li>
        <a href={`/console/checkouts/${item.id}`}>
          <bdi>{item.merchant_order_id}</bdi>
        </a>{' '}
        <bdi>{buyerOf(item)}</bdi>
        {isMarked && <small class="muted"> {MODES[item.mode]}</small>}: {told(item)}
      </li>
    ))}
  </ul>
);

const progressOf = ({ waiting, sent, failed }: Pick<ListedBatchView, 'waiting' | 'sent' | 'failed'>): string =>
  [
    `${sent} of ${waiting + sent + failed} sent`,
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ].join(', ');

/** What became of each invoice of a batch. */
export function BatchPage({ mode, batch }: { mode: PageMode; batch: BatchView }) {
  return (
    <ConsolePage
      title="Batch of invoices"
      mode={mode}
      here="checkouts"
      isAnnounced={false}
      refreshSeconds={batch.waiting > 0 ? 2 : 0}
    >
      <Crumbs here={invoices(batch.lines.length)} />
      <h1>{invoices(batch.lines.length)}</h1>
      <p class="muted">
        Asked for by <bdi>{personOf(batch.asked_by)}</bdi>, <Time at={batch.created_at} />. It goes on when this page is closed.
      </p>
      <section id="batch" data-live aria-label="Progress">
        <p role="status">
          <strong>{progressOf(batch)}</strong>
        </p>
        {batch.failed > 0 && (
          <ForActors>
            <form method="post" action={`/console/batches/${batch.id}/retry`} class="once-more">
              <button type="submit">Send the {batch.failed} failed once more</button>
            </form>
          </ForActors>
        )}
        <Lines lines={batch.lines} />
      </section>
    </ConsolePage>
  );
}

const MODES = { test: 'test mode', production: 'production' } as const;

const STATES = {
  waiting: { tone: 'wait', label: 'Waiting' },
  sent: { tone: 'good', label: 'Sent' },
  failed: { tone: 'bad', label: 'Failed' },
} as const;

const Lines = ({ lines }: { lines: readonly BatchLineView[] }) => {
  const isMixed = new Set(lines.map(({ mode }) => mode)).size > 1;
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Order</th>
          <th scope="col">State</th>
          <th scope="col">Invoice</th>
          <th scope="col" class="number">
            Amount
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ checkout_id, merchant_order_id, mode, state, detail, merchant_invoice_id, amount_cents, currency }) => (
          <tr>
            <th scope="row">
              <a href={`/console/checkouts/${checkout_id}`}>
                <bdi>{merchant_order_id}</bdi>
              </a>
              {isMixed && <small class="muted"> {MODES[mode]}</small>}
            </th>
            <td>
              <Badge tone={STATES[state].tone}>{STATES[state].label}</Badge>
              {detail !== null && <small class="why">{detail}</small>}
            </td>
            <td>
              <bdi>{merchant_invoice_id ?? '–'}</bdi>
            </td>
            <td class="number">
              <Money cents={amount_cents} currency={currency} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

/** Who has sent which invoices together, newest first. */
export const BatchesPage = ({ mode, page, cursor }: { mode: PageMode; page: Page<ListedBatchView>; cursor: string }) => (
  <ConsolePage title="Batches" mode={mode} here="checkouts">
    <p class="crumbs">
      <a href="/console/checkouts">Checkouts</a> / Batches
    </p>
    <h1>Batches of invoices</h1>
    {page.items.length === 0 ? (
      <p class="muted">Nothing was sent together yet.</p>
    ) : (
      <ul>
        {page.items.map((batch) => (
          <li>
            <a href={`/console/batches/${batch.id}`}>
              <Time at={batch.created_at} />
            </a>{' '}
            by <bdi>{personOf(batch.asked_by)}</bdi>: {progressOf(batch)}
          </li>
        ))}
      </ul>
    )}
    <Pager at="/console/batches" query={{ cursor }} next={page.next_cursor} />
  </ConsolePage>
);
