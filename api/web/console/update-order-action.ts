import { formatMoney, sum } from '../../../workflows/rules/money.ts';
import type { CheckoutView } from '../../v1/checkouts/schemas.ts';
import { formatAmount, formatSignedAmount } from './amount.ts';
import { bodyOf, NOTHING_CHANGED, type ConsoleAction, type Form, type Input } from './console-action.ts';
import { fieldTime } from '../pages/times.tsx';
import { checkoutPath } from './api-calls.ts';

/** More lines than this are left to the shop. */
const MOST_LINES = 20;
const NEW_LINES = 2;

type Line = Record<string, unknown>;

/** Changes the order while it is not final. Its amount is not asked for: it follows from lines, tax and shipping. */
export function updateOrderAction(checkout: CheckoutView): ConsoleAction {
  const { id, order_items: lines, tax_cents, shipping_cents, po_number, deadlines, apruve_order_id } = checkout;
  const fields: Input[] = [
    { name: 'tax_cents', label: 'Tax', kind: 'amount', value: formatAmount(tax_cents) },
    { name: 'shipping_cents', label: 'Shipping', kind: 'amount', value: formatAmount(shipping_cents) },
    { name: 'po_number', label: 'PO number', kind: 'text', value: po_number ?? '' },
    { name: 'expire_at', label: 'Credit held until', kind: 'time', value: fieldTime(deadlines.expires_at) },
  ];
  const rows = lines.length > MOST_LINES ? [] : [...lines.map(lineInputs), ...newLines(lines.length)];
  return {
    title: 'Change order',
    button: 'Change order now',
    sentences: [
      apruve_order_id === null
        ? 'The shop gets a new lightbox: one that the buyer has open already shows the old order, and is refused.'
        : 'The order is changed at Apruve. It stays open for changes until it is finalized.',
      `Its amount, ${formatMoney(checkout.amount_cents, checkout.currency)} now, follows from lines, tax and shipping.`,
      rows.length === 0
        ? `Its ${lines.length} lines are too many for a form: the shop changes them.`
        : 'A line without a title is taken out.',
    ],
    inputs: [...fields, ...rows.flat()],
    method: 'post',
    path: `${checkoutPath(id)}/update`,
    bodyOf: (form) => changedFields(checkout, { fields, rows }, form),
    done: 'Done: the order is changed. Its amount is that of the new lines, tax and shipping.',
  };
}

function lineInputs(line: Line, index: number): Input[] {
  const { title, quantity, price_total_cents: total } = line;
  return [
    { ...named(index, 'title'), label: 'Title', kind: 'text', value: String(title) },
    {
      ...named(index, 'quantity'),
      label: 'Quantity',
      kind: 'count',
      value: typeof quantity === 'number' ? String(quantity) : '',
    },
    { ...named(index, 'total'), label: 'Total', kind: 'signed', value: formatSignedAmount(Number(total)) },
  ];
}

const newLines = (from: number): Input[][] =>
  Array.from({ length: NEW_LINES }, (_, index) => [
    { ...named(from + index, 'title'), label: 'Title', kind: 'text' },
    { ...named(from + index, 'quantity'), label: 'Quantity', kind: 'count' },
    { ...named(from + index, 'total'), label: 'Total', kind: 'signed' },
  ]);

const named = (index: number, part: string) => ({ name: `line_${index}_${part}`, group: `Line ${index + 1}` });

interface Inputs {
  fields: readonly Input[];
  /** Of each line its inputs. */
  rows: readonly (readonly Input[])[];
}

/** What was changed, lines as a whole, with the amount that follows. A sentence where something cannot be read. */
function changedFields(checkout: CheckoutView, { fields, rows }: Inputs, form: Form): Record<string, unknown> | string {
  const changed = bodyOf({ inputs: fields }, form);
  if (typeof changed === 'string') return changed;
  const lines: Line[] = rows.length === 0 ? [...checkout.order_items] : [];
  let linesChanged = false;
  for (const [index, inputs] of rows.entries()) {
    const before = checkout.order_items[index];
    const given = bodyOf({ inputs }, form);
    if (typeof given === 'string') return `Line ${index + 1}: ${given}`;
    linesChanged ||= Object.keys(given).length > 0;
    const line = lineAfter(before, given, index);
    if (typeof line === 'string') return line;
    if (line !== null) lines.push(line);
  }
  const { tax_cents = checkout.tax_cents, shipping_cents = checkout.shipping_cents } = changed;
  const amount =
    sum(lines.map(({ price_total_cents }) => Number(price_total_cents))) + Number(tax_cents) + Number(shipping_cents);
  const body = {
    ...changed,
    ...(linesChanged && { order_items: lines }),
    ...(amount !== checkout.amount_cents && { amount_cents: amount }),
  };
  return Object.keys(body).length === 0 ? NOTHING_CHANGED : body;
}

/** A line with what was changed of it; its unit price follows where it is whole cents. Null: it is taken out, or none. */
function lineAfter(before: Line | undefined, given: Readonly<Record<string, unknown>>, index: number): Line | null | string {
  const of = (part: string): unknown => given[`line_${index}_${part}`];
  const title = of('title') ?? before?.['title'] ?? '';
  const total = of('total') ?? before?.['price_total_cents'];
  if (title === '') return before === undefined && Object.keys(given).length > 0 ? `Line ${index + 1} has no title.` : null;
  if (total === undefined) return `Line ${index + 1} has no total.`;
  if (of('quantity') === undefined && of('total') === undefined) return { ...before, title };
  const quantity = Number(of('quantity') ?? before?.['quantity'] ?? 0);
  const each = Number(total) / quantity;
  return {
    ...before,
    title,
    quantity: quantity === 0 ? null : quantity,
    price_ea_cents: Number.isInteger(each) ? each : null,
    price_total_cents: total,
  };
}
