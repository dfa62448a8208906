import { Badge } from '../pages/parts.tsx';
import { Time } from '../pages/times.tsx';
import { notificationLabel } from '../pages/notification-labels.ts';
import { STATUS_LABELS } from './order-state.ts';
import { ShopPage } from './shop-layout.tsx';
import { gapsIn, type ReceivedNotification, type OrderNotifications } from './received-notifications.ts';

/** The notifications of one order, for its page. */
export function ReceivedPart({ order }: { order: OrderNotifications | null }) {
  return (
    <section class="card" aria-labelledby="received-title">
      <h2 id="received-title">Notifications to the shop</h2>
      <p class="muted">
        The signed notifications that the shop’s server has received, live. The merchant also sees{' '}
        <a href="/shop/notifications">those of all orders</a>.
      </p>
      {order === null ? <p>Nothing yet.</p> : <NotificationList notifications={order.notifications} />}
    </section>
  );
}

/** The notifications of all orders: a page for the merchant, so it shows nothing of the buyers. */
export function ReceivedPage({ orders, cartCount }: { orders: readonly OrderNotifications[]; cartCount: number }) {
  return (
    <ShopPage title="Notifications" cartCount={cartCount} refreshSeconds={3}>
      <h1>Notifications to the shop</h1>
      <p class="muted">
        The merchant’s side: every signed notification since this server started, with the newest order on top. Requests with a
        wrong signature are not shown.
      </p>
      <div id="received" data-live class="order">
        {orders.length === 0 && <p>Nothing yet. Place an order, and it appears here.</p>}
        {orders.map((order) => (
          <section class="card" aria-labelledby={`received-${order.checkoutId}`}>
            <h2 id={`received-${order.checkoutId}`}>Order {order.number}</h2>
            <NotificationList notifications={order.notifications} />
          </section>
        ))}
      </div>
    </ShopPage>
  );
}

/** In the order of the numbers, with a gap where a notification is missing or has not arrived yet. */
function NotificationList({ notifications }: { notifications: readonly ReceivedNotification[] }) {
  const gaps = new Map(gapsIn(notifications).map(([first, last]) => [last + 1, first]));
  return (
    <ul class="received">
      {notifications.map((each) => (
        <>
          <Gap first={gaps.get(each.sequence)} last={each.sequence - 1} />
          <ReceivedRow {...each} />
        </>
      ))}
    </ul>
  );
}

function Gap({ first, last }: { first: number | undefined; last: number }) {
  if (first === undefined) return <></>;
  return (
    <li class="gap">
      <Badge tone="bad">{first === last ? `Number ${first} is missing` : `Numbers ${first} to ${last} are missing`}</Badge>
    </li>
  );
}

function ReceivedRow({ sequence, type, status, timestamp, copies }: ReceivedNotification) {
  return (
    <li>
      <span class="number">
        <span class="hidden-text">Number </span>
        {sequence}
      </span>
      <span>
        <strong>{notificationLabel(type)}</strong> <code>{type}</code>
        {copies > 1 && <small class="muted"> came {copies} times, counted once</small>}
      </span>
      <span class="muted">
        {STATUS_LABELS.get(status) ?? status} · <Time at={timestamp} />
      </span>
    </li>
  );
}
