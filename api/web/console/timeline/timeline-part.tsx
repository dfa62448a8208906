import { useContext } from 'hono/jsx';
import type { CheckoutView } from '../../../v1/checkouts/schemas.ts';
import type { TransactionView } from '../../../v1/transactions/schemas.ts';
import type { EventView } from '../../../v1/webhook-events/schemas.ts';
import { Badge } from '../../pages/parts.tsx';
import { Time, TimeZone } from '../../pages/times.tsx';
import type { Notification } from '../api-calls.ts';
import { ResendForm, Tries } from '../notification-rows.tsx';
import type { Entry, History, Stored } from './entries.ts';
import { entriesOf } from './entries.ts';

/** So many lines are shown, until somebody asks for all. */
export const NEWEST = 25;

interface TimelinePartProps {
  checkout: CheckoutView;
  history: History;
  /** All that was read, not only the newest. */
  isWhole: boolean;
}

/** What happened to a checkout, newest first, in words; each line opens to what is stored of it. */
export function TimelinePart({ checkout, history, isWhole }: TimelinePartProps) {
  const entries = entriesOf(history, { ...checkout, timeZone: useContext(TimeZone) });
  const shown = isWhole ? entries : entries.slice(0, NEWEST);
  const isCut = history.notifications.next_cursor !== null || history.events.next_cursor !== null;
  const page = `/console/checkouts/${checkout.id}`;
  return (
    <section id="timeline" data-live class="card" aria-labelledby="timeline-title">
      <h2 id="timeline-title">What happened</h2>
      {entries.length === 0 && <p class="muted">Nothing yet.</p>}
      <ol class="plain timeline">
        {shown.map((entry) => (
          <Line entry={entry} back={page} />
        ))}
      </ol>
      {!isWhole && (isCut || shown.length < entries.length) && <a href={`${page}?history=all`}>Show all that happened</a>}
      {isWhole && isCut && (
        <p class="muted">
          Older messages are not shown here: see <a href={`/console/notifications?checkout=${checkout.id}`}>notifications</a> and{' '}
          <a href="/console/events">webhooks</a>.
        </p>
      )}
    </section>
  );
}

function Line({ entry: { id, at, sentence, stored }, back }: { entry: Entry; back: string }) {
  return (
    <li>
      <details id={id}>
        <summary>
          <span class="what">
            <bdi>{sentence.parts.join(' · ')}</bdi>
          </span>
          <span>
            <Badge tone={sentence.tone}>{sentence.label}</Badge>
          </span>
          <small class="muted">
            <Time at={at} />
          </small>
        </summary>
        <Detail stored={stored} back={back} />
      </details>
    </li>
  );
}

function Detail({ stored, back }: { stored: Stored; back: string }) {
  switch (stored.kind) {
    case 'note':
      return <p class="muted">Written by {stored.note.actor}.</p>;
    case 'row':
      return <RowDetail row={stored.row} />;
    case 'notification':
      return <NotificationDetail notification={stored.notification} back={back} />;
    case 'event':
      return <EventDetail event={stored.event} />;
  }
}

function RowDetail({ row: { id, action, reference, source_id, actor, request, response } }: { row: TransactionView }) {
  return (
    <>
      <p class="muted">
        Payment transaction {id}, <code>{action}</code>
        {source_id !== null && `, follows from ${source_id}`}
        {actor !== null && `, asked for by ${actor}`}
        {reference !== null && (
          <>
            , Apruve's id <span class="mono">{reference}</span>
          </>
        )}
      </p>
      <Json title={`Request${request === null ? '' : `: ${request.method} ${request.path}`}`} value={request?.body} />
      <Json title={`Answer${response === null ? '' : `: ${response.status}`}`} value={response?.body} />
    </>
  );
}

function NotificationDetail({ notification, back }: { notification: Notification; back: string }) {
  const { sequence, type, receiver, attempts } = notification;
  return (
    <div class="notification">
      <p class="muted">
        Notification {sequence}, <code>{type}</code>
        {receiver !== 'environment' && (
          <>
            , to <code>{receiver}</code>
          </>
        )}
      </p>
      {attempts.length === 0 ? <p class="muted">Not tried yet.</p> : <Tries attempts={attempts} />}
      <ResendForm item={notification} back={back} />
    </div>
  );
}

function EventDetail({ event: { event, uuid, body } }: { event: EventView }) {
  return (
    <>
      <p class="muted">
        Webhook <code>{event}</code>, <span class="mono">{uuid}</span>
      </p>
      <Json title="As Apruve sent it" value={body} />
    </>
  );
}

const Json = ({ title, value }: { title: string; value: unknown }) => (
  <>
    <h3>{title}</h3>
    {value === undefined || value === null ? (
      <p class="muted">No body.</p>
    ) : (
      <pre tabindex={0}>{JSON.stringify(value, null, 2)}</pre>
    )}
  </>
);
