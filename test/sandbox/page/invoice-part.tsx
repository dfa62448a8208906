import { amountDue } from '../domain/credit.ts';
import { isOverdue } from '../domain/overdue.ts';
import { unshipped } from '../domain/shipments.ts';
import type { InvoiceRow, ShipmentRow } from '../store/rows.ts';
import { centralTime } from '../values/central-time.ts';
import { paymentView } from '../views/invoice-view.ts';
import type { World } from '../world.ts';
import { dollars, money, shortTime } from './format.ts';
import { Act, Badge, DeedForm } from './parts.tsx';

type Of = { world: World; invoice: InvoiceRow; back: string };

/** The shop's number of an invoice, or the beginning of Apruve's. */
export const nameOf = (invoice: InvoiceRow): string => invoice.merchant_invoice_id ?? invoice.id.slice(0, 8);

/** What the other side does with an invoice by one button. */
export const InvoiceActions = ({ world, invoice, back }: Of) => {
  const about = `invoice ${nameOf(invoice)}`;
  const to = (deed: string): string => `/ui/act/invoices/${invoice.id}/${deed}`;
  const owed = invoice.status === 'open' || invoice.status === 'funded';
  const isShipped = world.shipments.where('invoice_id', invoice.id).length > 0;
  return (
    <div class="actions">
      {invoice.status === 'open' && isShipped && <Act to={to('fund')} label="Fund" about={about} back={back} class="outline" />}
      {owed && <Act to={to('pay')} label="Pay" about={about} back={back} />}
      {(owed || invoice.status === 'pending') && (
        <Act to={to('cancel')} label="Cancel" about={about} back={back} class="secondary outline" />
      )}
    </div>
  );
};

const Events = ({ world, invoice }: Of) => {
  const shipments = world.shipments.where('invoice_id', invoice.id);
  const returns = world.returns.where('invoice_id', invoice.id);
  const payments = world.payments.where('invoice_id', invoice.id).map((row) => paymentView(world, row));
  const of = (cents: number): string => money(cents, invoice.currency);
  return (
    <ul class="events">
      {shipments.map(({ amount_cents, status, shipper, tracking_number, delivered_at }) => (
        <li>
          Shipped {of(amount_cents)} ({status}) {[shipper, tracking_number].filter(Boolean).join(' ')}
          {delivered_at && `, delivered ${shortTime(delivered_at)}`}
        </li>
      ))}
      {payments.map(({ amount_cents, status, failure_reason, refunded_amount_cents }) => (
        <li>
          Payment {of(amount_cents)}: {status}
          {failure_reason && ` (${failure_reason})`}
          {refunded_amount_cents > 0 && `, ${of(refunded_amount_cents)} refunded`}
        </li>
      ))}
      {returns.map(({ amount_cents, reason }) => (
        <li>
          Returned {of(amount_cents)} ({reason})
        </li>
      ))}
    </ul>
  );
};

const ShipmentForm = ({ world, row, back }: { world: World; row: ShipmentRow; back: string }) => (
  <DeedForm
    name={`Change shipment ${row.merchant_shipment_id ?? row.id.slice(0, 8)}`}
    to={`/ui/act/dashboard/shipments/${row.id}`}
    back={back}
    fields={[
      { name: 'shipper', label: 'Shipper', value: row.shipper ?? '' },
      { name: 'tracking_number', label: 'Tracking number', value: row.tracking_number ?? '' },
      { name: 'amount_cents', label: 'Amount', value: dollars(row.amount_cents) },
      { name: 'delivered_at', label: 'delivered now', value: centralTime(world.now()), box: true },
    ]}
  />
);

const DraftForms = ({ invoice, back }: Of) => {
  const dashboard = `/ui/act/dashboard/invoices/${invoice.id}`;
  const fields = [
    { name: 'amount_cents', label: 'Amount', value: dollars(invoice.amount_cents), required: true },
    { name: 'merchant_invoice_id', label: 'Number', value: invoice.merchant_invoice_id ?? '' },
  ];
  return (
    <>
      <DeedForm name="Issue" to={`${dashboard}/issue`} back={back} fields={[]} />
      <DeedForm name="Edit" to={dashboard} back={back} fields={fields} />
    </>
  );
};

const OwedForms = ({ world, invoice, back }: Of) => {
  const act = `/ui/act/invoices/${invoice.id}`;
  const due = { name: 'amount_cents', label: 'Amount', value: dollars(amountDue(world, invoice)), required: true };
  const payment = [due, { name: 'status', label: 'Status', words: ['captured', 'failed', 'pending'] }];
  return (
    <>
      <DeedForm name="Payment" to={`${act}/payments`} back={back} fields={payment} />
      {invoice.status === 'open' && (
        <DeedForm name="Fund for a fee" to={`${act}/fund`} back={back} fields={[{ name: 'fee_cents', label: 'Fee' }]} />
      )}
      <DeedForm name="Fall due now" to={`${act}/overdue`} back={back} fields={[]} loud />
    </>
  );
};

const Forms = ({ world, invoice, back }: Of) => {
  const dashboard = `/ui/act/dashboard/invoices/${invoice.id}`;
  const isOwed = invoice.status === 'open' || invoice.status === 'funded';
  const isIssued = isOwed || invoice.status === 'closed';
  const shipment = [
    { name: 'amount_cents', label: 'Amount', value: dollars(unshipped(world, invoice)), required: true },
    { name: 'shipper', label: 'Shipper' },
    { name: 'tracking_number', label: 'Tracking number' },
  ];
  const word = { name: 'status', label: 'Word', value: invoice.shown_status ?? '', placeholder: 'none: the status' };
  return (
    <div class="deeds">
      {invoice.status === 'pending' && <DraftForms world={world} invoice={invoice} back={back} />}
      {isOwed && <OwedForms world={world} invoice={invoice} back={back} />}
      {isIssued && <DeedForm name="Ship" to={`${dashboard}/shipments`} back={back} fields={shipment} />}
      {world.shipments.where('invoice_id', invoice.id).map((row) => (
        <ShipmentForm world={world} row={row} back={back} />
      ))}
      {isIssued && (
        <DeedForm
          name="Return"
          to={`${dashboard}/returns`}
          back={back}
          fields={[
            { name: 'amount_cents', label: 'Amount', required: true },
            { name: 'reason', label: 'Reason', value: 'OTHER' },
          ]}
        />
      )}
      {(isOwed || invoice.status === 'pending') && (
        <DeedForm name="Cancel as the shop" to={`${dashboard}/cancel`} back={back} fields={[]} />
      )}
      <DeedForm name="Show another status" to={`/ui/act/invoices/${invoice.id}/show`} back={back} fields={[word]} loud />
    </div>
  );
};

/** An invoice on its order's page: what has happened, and forms for all that may happen. */
export const InvoiceCard = ({ world, invoice, back }: Of) => (
  <article>
    <div class="row">
      <strong>{nameOf(invoice)}</strong>
      <Badge status={invoice.status} />
      {isOverdue(world, invoice) && <Badge status="overdue" />}
      {invoice.shown_status && <span class="badge">shown as {invoice.shown_status}</span>}
      <span class="grow muted">{invoice.due_at !== null && `due ${shortTime(invoice.due_at)}`}</span>
      <strong class="number">
        {money(amountDue(world, invoice), invoice.currency)} due of {money(invoice.amount_cents, invoice.currency)}
      </strong>
      <InvoiceActions world={world} invoice={invoice} back={back} />
    </div>
    <small class="muted mono">{invoice.id}</small>
    <Events world={world} invoice={invoice} back={back} />
    <Forms world={world} invoice={invoice} back={back} />
  </article>
);
