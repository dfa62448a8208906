import { Badge, Time } from '../pages/parts.tsx';
import { noticeWords } from '../pages/notice-words.ts';
import { STATUS_WORDS } from './order-state.ts';
import { ShopPage } from './shop-layout.tsx';
import { gapsIn, type Told, type ToldOrder } from './received-notifications.ts';

/** What the shop's server was told of an order, for the page of that order. */
export function ToldPart({ order }: { order: ToldOrder | null }) {
  return (
    <section class="card" aria-labelledby="told-title">
      <h2 id="told-title">What the shop was told</h2>
      <p class="muted">
        Signed notifications to the shop’s server, as they come. A look behind the counter:{' '}
        <a href="/shop/notifications">those of all orders</a>.
      </p>
      {order === null ? <p>Nothing yet.</p> : <ToldList told={order.told} />}
    </section>
  );
}

/** What the shop was told of all its orders: the merchant's side, so without anything of the buyers. */
export function ToldPage({ orders, cartCount }: { orders: readonly ToldOrder[]; cartCount: number }) {
  return (
    <ShopPage title="Notifications" cartCount={cartCount} refreshSeconds={3}>
      <h1>What the shop was told</h1>
      <p class="muted">
        The merchant’s side: every signed notification that came since this server started, the order that was told of last on
        top. Refused signatures are not shown.
      </p>
      <div id="told" data-live class="order">
        {orders.length === 0 && <p>Nothing yet. Place an order, and it appears here.</p>}
        {orders.map((order) => (
          <section class="card" aria-labelledby={`told-${order.checkoutId}`}>
            <h2 id={`told-${order.checkoutId}`}>Order {order.number}</h2>
            <ToldList told={order.told} />
          </section>
        ))}
      </div>
    </ShopPage>
  );
}

/** In the order of the numbers, with the gaps where one did not come, or has not come yet. */
function ToldList({ told }: { told: readonly Told[] }) {
  const gaps = new Map(gapsIn(told).map(([first, last]) => [last + 1, first]));
  return (
    <ul class="told">
      {told.map((each) => (
        <>
          <Gap first={gaps.get(each.sequence)} last={each.sequence - 1} />
          <Row {...each} />
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

function Row({ sequence, type, status, timestamp, copies }: Told) {
  return (
    <li>
      <span class="number">
        <span class="hidden-text">Number </span>
        {sequence}
      </span>
      <span>
        <strong>{noticeWords(type)}</strong> <code>{type}</code>
        {copies > 1 && <small class="muted"> came {copies} times, counted once</small>}
      </span>
      <span class="muted">
        {STATUS_WORDS.get(status) ?? status} · <Time at={timestamp} />
      </span>
    </li>
  );
}
