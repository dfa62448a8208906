import type { CheckoutView } from '../../v1/checkouts/schemas.ts';
import type { InvoiceView } from '../../v1/invoices/schemas.ts';
import type { ShipmentView } from '../../v1/shipments/schemas.ts';
import { ForActors } from '../pages/may-act.ts';
import { Badge, Money } from '../pages/parts.tsx';
import { Time } from '../pages/times.tsx';
import { InvoiceActions } from './invoice-actions-part.tsx';
import type { Invoiced } from './invoiced.ts';
import { hasOnlyAutomatic, shippableCents, whyNot } from './invoice-refusals.ts';
import { INVOICE } from './labels.ts';

/** The invoices with their shipments, in the order in which they were made. */
export function InvoicesPart({ checkout }: { checkout: CheckoutView }) {
  const { invoices } = checkout;
  return (
    <section id="invoices" data-live class="card" aria-labelledby="invoices-title">
      <h2 id="invoices-title">Invoices</h2>
      {invoices.length === 0 ? (
        <p class="muted">
          {checkout.in_flight.some(({ action }) => action === 'invoice') ? 'None at Apruve yet; one is on its way.' : 'None yet.'}
        </p>
      ) : (
        <ul class="plain">
          {invoices.map((invoice) => (
            <Invoice invoice={invoice} checkout={checkout} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Invoice({ invoice, checkout }: Invoiced) {
  const { currency } = checkout;
  const { id, merchant_invoice_id, status, amount_cents, overdue, shipments, metadata } = invoice;
  return (
    <li>
      <div class="headline">
        <h3>
          <bdi>{merchant_invoice_id}</bdi> <Badge tone={INVOICE[status].tone}>{INVOICE[status].label}</Badge>{' '}
          {overdue && <Badge tone="bad">Overdue</Badge>}
        </h3>
        <strong>
          <Money cents={amount_cents} currency={currency} />
        </strong>
      </div>
      <p class="muted">
        {MOMENTS.flatMap(([word, at]) => {
          const time = at(invoice);
          if (time === null) return [];
          return [
            <span class="moment">
              {word} <Time at={time} />
            </span>,
          ];
        })}
      </p>
      <FailedPayment invoice={invoice} currency={currency} />
      <p class="muted">
        <Moved invoice={invoice} currency={currency} />
        <LeftToShip invoice={invoice} currency={currency} />
        Apruve's id <span class="mono">{id}</span>.
      </p>
      <Metadata of={metadata} />
      {shipments.map((shipment) => (
        <Shipment shipment={shipment} invoice={invoice} checkout={checkout} />
      ))}
      <Returns invoice={invoice} currency={currency} />
      <ForActors>
        <InvoiceActions invoice={invoice} checkout={checkout} />
      </ForActors>
    </li>
  );
}

/** What the shop keeps with it. */
const Metadata = ({ of }: { of: InvoiceView['metadata'] }) =>
  Object.entries(of).map(([name, value]) => (
    <p class="muted">
      <bdi>{name}</bdi>: <bdi>{value}</bdi>
    </p>
  ));

interface Moneyed {
  invoice: InvoiceView;
  currency: string;
}

/** What has been paid, is still to be paid, and has been returned, each a sentence. */
const Moved = ({ invoice: { status, paid_cents, amount_due_cents, returned_cents }, currency }: Moneyed) => (
  <>
    {status !== 'closed' && paid_cents > 0 && (
      <>
        <Money cents={paid_cents} currency={currency} /> paid.{' '}
      </>
    )}
    {(status === 'open' || status === 'funded') && amount_due_cents > 0 && (
      <>
        <Money cents={amount_due_cents} currency={currency} /> still to be paid.{' '}
      </>
    )}
    {returned_cents > 0 && (
      <>
        <Money cents={returned_cents} currency={currency} /> returned.{' '}
      </>
    )}
  </>
);

function FailedPayment({ invoice: { failed_payment: failed }, currency }: Moneyed) {
  if (failed === null) return null;
  return (
    <p>
      <Badge tone="bad">Payment failed</Badge> <Money cents={failed.amount_cents} currency={currency} />
      {failed.reason !== null && ` (${failed.reason})`}
      {failed.at !== null && (
        <>
          , <Time at={failed.at} />
        </>
      )}
    </p>
  );
}

const LeftToShip = ({ invoice, currency }: Moneyed) =>
  invoice.shipments.length === 0 || hasOnlyAutomatic(invoice) || shippableCents(invoice) === 0 ? null : (
    <>
      <Money cents={shippableCents(invoice)} currency={currency} /> left to ship.{' '}
    </>
  );

const MOMENTS: readonly [word: string, at: (invoice: InvoiceView) => string | null][] = [
  ['Issued', ({ issued_at }) => issued_at],
  ['Due', ({ due_at }) => due_at],
  ['Funded', ({ funded_at }) => funded_at],
  ['Closed', ({ closed_at }) => closed_at],
];

function Shipment({ shipment, invoice, checkout }: Invoiced & { shipment: ShipmentView }) {
  const { id, merchant_shipment_id, status, amount_cents, shipper, tracking_number, shipped_at, delivered_at } = shipment;
  return (
    <div class="shipment">
      <p>
        {status === 'partial' ? 'Part shipment' : 'Shipment'} <bdi>{merchant_shipment_id}</bdi> over{' '}
        <Money cents={amount_cents} currency={checkout.currency} />
        {shipper !== null && ` with ${shipper}`}
        {tracking_number !== null && `, tracking ${tracking_number}`}
        {shipped_at !== null && (
          <>
            , shipped <Time at={shipped_at} />
          </>
        )}
        {delivered_at !== null && (
          <>
            , delivered <Time at={delivered_at} />
          </>
        )}
      </p>
      {whyNot(checkout, invoice, 'updateShipment') === null && (
        <ForActors>
          <form
            method="get"
            action={`/console/checkouts/${checkout.id}/invoices/${encodeURIComponent(invoice.id)}/shipments/${encodeURIComponent(id)}`}
          >
            <button type="submit" class="link">
              Update… <span class="hidden-text">shipment {merchant_shipment_id}</span>
            </button>
          </form>
        </ForActors>
      )}
    </div>
  );
}

const Returns = ({ invoice, currency }: Moneyed) => (
  <>
    {invoice.returns.map(({ amount_cents, reason, created_at }) => (
      <p class="follows">
        Return over <Money cents={amount_cents} currency={currency} />
        {reason !== null && ` (${reason})`}, <Time at={created_at} />
      </p>
    ))}
  </>
);
