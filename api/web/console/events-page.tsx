import type { EventView } from '../../v1/webhook-events/schemas.ts';
import { Badge, Notice } from '../pages/parts.tsx';
import { Time } from '../pages/times.tsx';
import { ForActors } from '../pages/may-act.ts';
import type { PageMode } from '../pages/shell.tsx';
import { ConsolePage } from './console-page.tsx';
import { search, type Page } from './api-calls.ts';
import { OUTCOMES } from './labels.ts';
import { Choice, Pager } from './list-parts.tsx';

interface EventsPageProps {
  mode: PageMode;
  page: Page<EventView>;
  query: { outcome: string; cursor: string };
  /** The outcome of a redelivery, in words. */
  done: string | null;
}

/** Apruve's webhooks, newest first, each with its outcome. */
export function EventsPage({ mode, page, query, done }: EventsPageProps) {
  return (
    <ConsolePage title="Webhooks" mode={mode} here="events" refreshSeconds={query.cursor === '' ? 10 : 0}>
      <h1>Webhooks</h1>
      {done !== null && <Notice tone="good">{done}</Notice>}
      <p class="muted">
        Every verified webhook of Apruve, once, with what became of it. A webhook is a hint: what it says is read at Apruve.
      </p>
      <form method="get" action="/console/events" class="filters short" aria-label="Find webhooks">
        <Choice
          label="Outcome"
          name="outcome"
          chosen={query.outcome}
          options={Object.entries(OUTCOMES).map(([value, { label }]) => [value, label])}
        />
        <button type="submit">Filter</button>
      </form>
      <section id="list" data-live aria-label="List of webhooks">
        {page.items.length === 0 ? (
          <p class="muted">No webhook is like this.</p>
        ) : (
          <EventTable items={page.items} back={`/console/events${search(query)}`} />
        )}
        <Pager at="/console/events" query={query} next={page.next_cursor} />
      </section>
    </ConsolePage>
  );
}

function EventTable({ items, back }: { items: readonly EventView[]; back: string }) {
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Event</th>
          <th scope="col">About</th>
          <th scope="col">Outcome</th>
          <th scope="col">Received</th>
          <th scope="col">Content</th>
          <th scope="col">Once more</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <EventRow item={item} back={back} />
        ))}
      </tbody>
    </table>
  );
}

function EventRow({ item, back }: { item: EventView; back: string }) {
  const { uuid, event, outcome, checkout_id, merchant_order_id, apruve_order_id, apruve_invoice_id, copies, received_at, body } =
    item;
  const known = OUTCOMES[outcome ?? 'waiting'];
  const about = merchant_order_id ?? apruve_order_id ?? apruve_invoice_id ?? 'no order named';
  return (
    <tr>
      <th scope="row">
        <code>{event}</code>
        {copies > 1 && <small class="muted"> × {copies}</small>}
      </th>
      <td class="about">{checkout_id === null ? about : <a href={`/console/checkouts/${checkout_id}`}>{about}</a>}</td>
      <td>
        <Badge tone={known?.tone ?? 'calm'}>{known?.label ?? outcome}</Badge>
      </td>
      <td class="muted">
        <Time at={received_at} />
      </td>
      <td>
        <details id={`event-${item.channel}-${uuid}`}>
          <summary>Show</summary>
          <pre tabindex={0}>{JSON.stringify(body, null, 2)}</pre>
        </details>
      </td>
      <td>
        <ForActors channel={item.channel}>
          <form method="post" action={`/console/events/${encodeURIComponent(uuid)}/redeliver`} class="once-more">
            <input type="hidden" name="back" value={back} />
            <input type="hidden" name="channel" value={item.channel} />
            <button type="submit" class="secondary outline">
              Redeliver <span class="hidden-text">{`${event} of ${about}`}</span>
            </button>
          </form>
        </ForActors>
      </td>
    </tr>
  );
}
