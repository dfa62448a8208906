import { Notice } from '../pages/parts.tsx';
import type { PageMode } from '../pages/shell.tsx';
import { ConsolePage } from './console-page.tsx';
import { NotificationRows } from './notification-rows.tsx';
import { search, type Notification, type Page } from './api-calls.ts';
import { NOTIFICATION } from './labels.ts';
import { Choice, Pager } from './list-parts.tsx';

interface NotificationsPageProps {
  mode: PageMode;
  page: Page<Notification>;
  query: { state: string; checkout: string; cursor: string };
  /** The outcome of a resend, in words. */
  outcome: string | null;
}

const AT = '/console/notifications';

/** The notifications to the shops, newest first, with every try. Each can be sent again. */
export function NotificationsPage({ mode, page, query, outcome }: NotificationsPageProps) {
  return (
    <ConsolePage title="Notifications" mode={mode} here="notifications" refreshSeconds={query.cursor === '' ? 5 : 0}>
      <h1>Notifications</h1>
      {outcome !== null && <Notice tone="good">{outcome}</Notice>}
      <p class="muted">
        What the shop is told: one signed message for each step, sent in order and tried again until it is taken. Those of a
        checkout wait for the one before.
      </p>
      <form method="get" action={AT} class="filters short" aria-label="Find notifications">
        {query.checkout !== '' && <input type="hidden" name="checkout" value={query.checkout} />}
        <Choice
          label="State"
          name="state"
          chosen={query.state}
          options={Object.entries(NOTIFICATION).map(([value, { label }]) => [value, label])}
        />
        <button type="submit">Filter</button>
        {query.checkout !== '' && <a href={AT}>Of all checkouts</a>}
      </form>
      <section id="list" data-live class="card" aria-label="List of notifications">
        {page.items.length === 0 ? (
          <p class="muted">No notification is like this.</p>
        ) : (
          <NotificationRows items={page.items} back={AT + search(query)} withOrder />
        )}
        <Pager at={AT} query={query} next={page.next_cursor} />
      </section>
    </ConsolePage>
  );
}
