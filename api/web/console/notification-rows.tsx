import { Badge } from '../pages/parts.tsx';
import { Time } from '../pages/times.tsx';
import { ForActors } from '../pages/may-act.ts';
import { notificationLabel } from '../pages/notification-labels.ts';
import type { Notification } from './api-calls.ts';
import { NOTIFICATION } from './labels.ts';

interface NotificationRowsProps {
  items: readonly Notification[];
  /** Where the operator is led after a resend. */
  back: string;
  /** Whether each row says which order it is about: on a page of one order they need not. */
  withOrder?: boolean;
}

/** Notifications with every try to deliver them, and a way to send each again. */
export function NotificationRows({ items, back, withOrder = false }: NotificationRowsProps) {
  return (
    <ul class="plain notifications">
      {items.map((item) => (
        <NotificationRow item={item} back={back} withOrder={withOrder} />
      ))}
    </ul>
  );
}

function NotificationRow({ item, back, withOrder }: { item: Notification; back: string; withOrder: boolean }) {
  const { checkout_id, sequence, receiver, type, state, timestamp, data } = item;
  const { label, tone } = NOTIFICATION[state];
  return (
    <li>
      <div class="what">
        <strong>
          {withOrder && (
            <>
              <a href={`/console/checkouts/${checkout_id}`}>
                <bdi>{data.merchant_order_id}</bdi>
              </a>
              ,{' '}
            </>
          )}
          {sequence}: {notificationLabel(type)}
        </strong>{' '}
        <Badge tone={tone}>{label}</Badge>
        <p class="muted">
          <code>{type}</code> · <Time at={timestamp} />
          {receiver !== 'environment' && (
            <>
              {' '}
              · to <code>{receiver}</code>
            </>
          )}
        </p>
        <Attempts item={item} />
      </div>
      <ResendForm item={item} back={back} />
    </li>
  );
}

/** Has a notification sent again. */
export function ResendForm({ item, back }: { item: Notification; back: string }) {
  const { id, sequence, data } = item;
  return (
    <ForActors channel={item.channel}>
      <form method="post" action={`/console/notifications/${id}/resend`}>
        <input type="hidden" name="back" value={back} />
        <button type="submit" class="secondary outline">
          Resend{' '}
          <span class="hidden-text">
            number {sequence} of order <bdi>{data.merchant_order_id}</bdi>
          </span>
        </button>
      </form>
    </ForActors>
  );
}

function Attempts({ item: { id, attempts } }: { item: Notification }) {
  if (attempts.length === 0) return <p class="muted">Not tried yet.</p>;
  return (
    <details id={`attempts-${id}`}>
      <summary>
        {attempts.length} {attempts.length === 1 ? 'try' : 'tries'}
      </summary>
      <Tries attempts={attempts} />
    </details>
  );
}

/** Every try to deliver a notification, and what came of it. */
export const Tries = ({ attempts }: Pick<Notification, 'attempts'>) => (
  <ol>
    {attempts.map(({ at, status, error }) => (
      <li>
        <Time at={at} />: {error ?? `taken, with ${status}`}
      </li>
    ))}
  </ol>
);
