import { amountDue } from '../domain/credit.ts';
import type { InvoiceRow, ItemRow, PaymentRow } from '../store/rows.ts';
import type { World } from '../world.ts';
import { link } from './links.ts';
import { itemFields } from './order-view.ts';

const invoiceItemView = (world: World, invoice: InvoiceRow, item: ItemRow) => ({
  id: item.id,
  invoice_id: invoice.id,
  order_id: invoice.order_id,
  ...itemFields(item),
  links: {
    self: link(world, `invoices/${invoice.id}/invoice_items/${item.number}`),
    order: link(world, `orders/${invoice.order_id}`),
    invoice: link(world, `invoices/${invoice.id}`),
  },
});

const statusOf = ({ failure_reason, captured_at }: PaymentRow): 'captured' | 'failed' | 'pending' => {
  if (captured_at !== null) return 'captured';
  return failure_reason === null ? 'pending' : 'failed';
};

/** A payment, as the recorded delivery of `invoice.closed` carries it. */
export const paymentView = (world: World, payment: PaymentRow) => ({
  id: payment.id,
  invoice_ids: [payment.invoice_id],
  payer_id: payment.payer_id,
  amount_cents: payment.amount_cents,
  refunded_amount_cents: payment.refunded_amount_cents,
  currency: payment.currency,
  failure_reason: payment.failure_reason,
  status: statusOf(payment),
  created_at: payment.created_at,
  captured_at: payment.captured_at,
  state_changed_at: payment.captured_at ?? payment.created_at,
  paid_out: false,
  links: {
    self: link(world, `payments/${payment.id}`),
    invoices: [link(world, `invoices/${payment.invoice_id}`)],
    payer: link(world, `users/${payment.payer_number}`),
    refunds: null,
  },
  payment_method: {
    type: 'bank_account',
    card_type: null,
    last4: '6789',
    nickname: null,
    links: { owner: link(world, `users/${payment.payer_number}`) },
  },
});

const opening = (invoice: InvoiceRow) => ({
  id: invoice.id,
  order_id: invoice.order_id,
  amount_cents: invoice.amount_cents,
  currency: invoice.currency,
  status: invoice.shown_status ?? invoice.status,
  issue_on_create: invoice.issue_on_create,
  created_at: invoice.created_at,
  opened_at: invoice.opened_at,
  issued_at: invoice.issued_at,
  due_at: invoice.due_at,
  final_state_at: invoice.final_state_at,
  merchant_notes: invoice.merchant_notes,
  merchant_invoice_id: invoice.merchant_invoice_id,
  tax_cents: invoice.tax_cents,
  shipping_cents: invoice.shipping_cents,
});

const fundingDetails = ({ id, amount_cents, funding_fee_cents: fee_cents }: InvoiceRow) =>
  fee_cents === undefined ? {} : { funding_details: [{ invoice_id: id, amount_cents, fee_cents }] };

const closing = (world: World, invoice: InvoiceRow) => ({
  links: { self: link(world, `invoices/${invoice.id}`), order: link(world, `orders/${invoice.order_id}`) },
  payments: world.payments.where('invoice_id', invoice.id).map((payment) => paymentView(world, payment)),
  invoice_items: invoice.invoice_items.map((item) => invoiceItemView(world, invoice, item)),
  ...fundingDetails(invoice),
});

/** An invoice as the REST API answers it. `amount_due` is in cents, though its name does not say so. */
export const invoiceView = (world: World, invoice: InvoiceRow) => ({
  ...opening(invoice),
  amount_due: amountDue(world, invoice),
  ...closing(world, invoice),
});

/** An invoice as the recorded `invoice.closed` delivery carries it: without `amount_due`. */
export const closedInvoiceView = (world: World, invoice: InvoiceRow) => ({ ...opening(invoice), ...closing(world, invoice) });
