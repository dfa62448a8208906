import type { Control, Shown } from './trigger-calls.ts';

type Invoice = Shown['invoices'][number];

/** Something that can happen at Apruve. `untold`: no event follows, so only a reconciliation brings it to light. */
export interface Trigger {
  what: string;
  untold?: boolean;
  run: (control: Control, checkout: Shown) => Promise<void>;
}

function orderOf({ apruve_order_id: id, merchant_order_id: number }: Shown): string {
  if (id === null) throw new Error(`The buyer of ${number} has not authorized it yet.`);
  return id;
}

const ofOrder = (what: string, path: string, body?: Record<string, unknown>): Trigger => ({
  what,
  run: (control, checkout) => control(path.replace('{id}', orderOf(checkout)), body),
});

function owedInvoice({ invoices, merchant_order_id: number }: Shown): Invoice {
  const invoice = invoices.find(({ status }) => status === 'open' || status === 'funded');
  if (invoice === undefined) throw new Error(`${number} has no invoice that is open or funded. Send one first.`);
  return invoice;
}

type BodyOf = (invoice: Invoice) => Record<string, unknown>;

const ofInvoice = (what: string, deed: string, body: BodyOf = () => ({})): Trigger => ({
  what,
  run: (control, checkout) => {
    const invoice = owedInvoice(checkout);
    return control(`/invoices/${invoice.id}/${deed}`, body(invoice));
  },
});

const half: BodyOf = ({ amount_due_cents: due }) => ({ amount_cents: Math.ceil(due / 2) });

/** What `npm run trigger` can do, by name. What is done to an invoice is done to the oldest one that is owed. */
export const TRIGGERS: Record<string, Trigger> = {
  accept: ofOrder('the buyer, or the account holder, approves a pending order', '/orders/{id}/accept'),
  decline: ofOrder('Apruve cancels the order', '/orders/{id}/cancel'),
  expire: { ...ofOrder("the order's time is up", '/orders/{id}/expire'), untold: true },
  overdue: { ...ofInvoice('the due date of an invoice is now', 'overdue'), untold: true },
  fund: ofInvoice('the financing partner pays for an invoice that was shipped', 'fund'),
  pay: ofInvoice('the buyer pays all that is due on an invoice', 'pay'),
  'pay-part': { ...ofInvoice('the buyer pays half of what is due', 'payments', half), untold: true },
  'fail-payment': { ...ofInvoice('a payment of the buyer fails', 'payments', () => ({ status: 'failed' })), untold: true },
  vanish: { ...ofInvoice('Apruve cancels an invoice, silently', 'cancel', () => ({ silent: true })), untold: true },
  'their-invoice': {
    ...ofOrder("a colleague makes an invoice over $1.00 in Apruve's dashboard", '/dashboard/orders/{id}/invoices', {
      amount_cents: 100,
    }),
    untold: true,
  },
};
