import type { CheckoutView } from '../../v1/checkouts/schemas.ts';
import { Money } from '../pages/parts.tsx';
import { onItsWayCents } from './to-invoice.ts';

/** How much of the order's room is used and left, as a bar and in figures. */
export function MoneyPart({ checkout }: { checkout: CheckoutView }) {
  const { amount_cents, currency, credit, tax_cents, shipping_cents } = checkout;
  const onItsWay = onItsWayCents(checkout);
  const figures: (readonly [name: string, cents: number, help?: string])[] = [
    ['Order', amount_cents],
    ['Invoiced', credit.invoiced_cents],
    ...(onItsWay > 0 ? [['On its way', onItsWay, 'to Apruve, not answered yet'] as const] : []),
    ['Captured', credit.captured_cents],
    ['Refunded', credit.refunded_cents],
    ['Left to invoice', credit.remaining_cents, 'up to 110 % of the order'],
    ['Limit', credit.limit_cents, '110 % of the order'],
  ];
  return (
    <section id="money" data-live class="card" aria-labelledby="money-title">
      <h2 id="money-title">Money</h2>
      <Bar checkout={checkout} />
      <dl class="figures">
        {figures.map(([name, cents, help]) => (
          <div>
            <dt>{name}</dt>
            <dd>
              <Money cents={cents} currency={currency} />
              {help !== undefined && <small class="muted">{help}</small>}
            </dd>
          </div>
        ))}
      </dl>
      <MoneyLines checkout={checkout} tax={tax_cents} shipping={shipping_cents} />
    </section>
  );
}

/** Drawn, not styled, as the policy of the page forbids styles of an element's own. The figures below say the same. */
function Bar({ checkout: { amount_cents, credit } }: { checkout: CheckoutView }) {
  const share = (cents: number): string =>
    ((Math.min(cents, credit.limit_cents) / Math.max(credit.limit_cents, 1)) * 100).toFixed(2);
  return (
    <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect width="100" height="10" class="limit" />
      <rect width={share(amount_cents)} height="10" class="ordered" />
      <rect width={share(credit.invoiced_cents)} height="10" class="invoiced" />
      <rect width={share(credit.captured_cents)} height="10" class="captured" />
    </svg>
  );
}

function MoneyLines({ checkout, tax, shipping }: { checkout: CheckoutView; tax: number; shipping: number }) {
  const { order_items, currency } = checkout;
  return (
    <details id="lines">
      <summary>
        {order_items.length} {order_items.length === 1 ? 'line' : 'lines'}, tax and shipping
      </summary>
      <dl class="totals">
        {order_items.map((line) => (
          <>
            <dt>
              {line.quantity != null && `${line.quantity} × `}
              <bdi>{line.title}</bdi>
            </dt>
            <dd>
              <Money cents={line.price_total_cents} currency={currency} />
            </dd>
          </>
        ))}
        <dt>Tax</dt>
        <dd>
          <Money cents={tax} currency={currency} />
        </dd>
        <dt>Shipping</dt>
        <dd>
          <Money cents={shipping} currency={currency} />
        </dd>
      </dl>
    </details>
  );
}
