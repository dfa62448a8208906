import { z } from 'zod';
import { formatMoney } from '../../../../workflows/rules/money.ts';
import type { CheckoutView } from '../../../v1/checkouts/schemas.ts';
import type { NoteView } from '../../../v1/notes/schemas.ts';
import type { TransactionView } from '../../../v1/transactions/schemas.ts';
import type { EventView } from '../../../v1/webhook-events/schemas.ts';
import { notificationLabel } from '../../pages/notification-labels.ts';
import type { Tone } from '../../pages/parts.tsx';
import type { Notification } from '../api-calls.ts';
import { formatDay } from '../../pages/times.tsx';
import { OUTCOMES } from '../labels.ts';

/** What happened, in words; parts after the first add to it. */
export interface Sentence {
  parts: readonly string[];
  label: string;
  tone: Tone;
}

/** What the sentences of a checkout are made from. */
export interface About extends Pick<CheckoutView, 'invoices' | 'opened_by'> {
  /** The zone that days are told in. */
  timeZone: string;
}

/** What somebody did, and to what. */
type Deed = readonly [verb: string, object: string];

/** Who acted, as people call them: without the kind and the id by which they are recorded, but for keys, which are no people. */
export function personOf(actor: string): string {
  const [, kind, name] = /^(\w+):(.*?)(?: \([^()]*\))?$/s.exec(actor) ?? [undefined, undefined, actor];
  return kind === 'key' ? `The key ${name ?? actor}` : (name ?? actor);
}

/** One payment transaction. */
export function rowSentence(row: TransactionView, about: About): Sentence {
  const [verb, object] = deedOf(row, about);
  const actor = isOpening(row) ? about.opened_by : row.actor;
  const what = actor === null ? `${upper(object)} was ${verb}` : `${personOf(actor)} ${verb} ${object}`;
  return { parts: [what, ...answerOf(row), ...dueOf(row, about), ...noteOf(row)], ...stateOf(row) };
}

/** One notification to the shop. */
export function notificationSentence({ type, state, attempts, receiver }: Notification): Sentence {
  const what = notificationLabel(type);
  const shop = receiver === 'environment' ? 'the shop' : `the shop's receiver ${receiver}`;
  if (state === 'delivered') return { parts: [what, `${shop} was told`], label: 'Told', tone: 'good' };
  if (state === 'failed') return { parts: [what, `${shop} could not be told`], label: 'Given up', tone: 'bad' };
  const tries = attempts.length === 0 ? [] : [attempts.length === 1 ? 'tried once' : `tried ${attempts.length} times`];
  return { parts: [what, `${shop} is being told`, ...tries], label: 'Being sent', tone: 'wait' };
}

/** What somebody wrote down. */
export const noteSentence = ({ actor, text }: NoteView): Sentence => ({
  parts: [`${personOf(actor)} noted: ${text}`],
  label: 'Note',
  tone: 'calm',
});

/** One webhook of Apruve. */
export function eventSentence({ event, outcome, copies }: EventView): Sentence {
  const known = OUTCOMES[outcome ?? 'waiting'];
  const parts = [`Apruve reported: ${event.replaceAll(/[._]/g, ' ')}`, ...(copies > 1 ? [`${copies} times`] : [])];
  return { parts: [...parts, ...(known === undefined ? [] : [known.meaning.replace(/\.$/, '')])], ...labelOf(known, outcome) };
}

const labelOf = (known: { label: string; tone: Tone } | undefined, outcome: string | null) => ({
  label: known?.label ?? outcome ?? '',
  tone: known?.tone ?? ('calm' as const),
});

const isOpening = ({ action }: TransactionView): boolean => action === 'purchase' || action === 'authorize';

function deedOf(row: TransactionView, about: About): Deed {
  const { action, amount_cents, currency } = row;
  const sum = formatMoney(amount_cents, currency);
  const invoice = `invoice ${numberOf(row, about)}`.trim();
  switch (action) {
    case 'purchase':
    case 'authorize':
      return ['opened', 'the checkout'];
    case 'cancel':
      // Nobody has asked for the end of one that has expired.
      return [row.actor === null ? 'ended' : 'canceled', 'the checkout'];
    case 'invoice':
      return ['sent', amount_cents === 0 ? invoice : `${invoice} over ${sum}`];
    case 'shipment':
      return ['recorded', `${shipmentOf(row, about)}for ${invoice}`];
    case 'capture':
      return ['recorded', `the payment of ${sum} for ${invoice}`];
    case 'refund':
      return ['recorded', `the return of ${sum} on ${invoice}`];
    case 'issue':
      return ['issued', invoice];
    case 'invoice_cancel':
      return ['canceled', `${invoice} over ${sum}`];
    case 'close':
      return ['closed', `${invoice} as paid`];
    case 'update':
      return ['changed', changedObject(row, invoice, sum)];
    default:
      return OTHER[action] ?? ['asked for', `“${action.replaceAll('_', ' ')}”`];
  }
}

/** What an update is of: by the address of the request, or by the name of one that the process has refused itself. */
function changedObject({ request }: TransactionView, invoice: string, sum: string): string {
  const path = request?.path ?? '';
  if (/\/shipments\/|^updateShipment$/.test(path)) return `a shipment of ${invoice}`;
  if (/\/invoices\/|^updateInvoice$/.test(path)) return invoice;
  return path === 'update' ? 'the order' : `the order, now over ${sum}`;
}

/** Their answer is that of a read. */
const TURNED_AWAY = ['authorization_mismatch', 'buyer_refused'];

const OTHER: Readonly<Record<string, Deed>> = {
  order_cancel: ['canceled', 'the order at Apruve'],
  orphan_cancel: ['canceled', 'an order at Apruve that nothing needs'],
  authorization_mismatch: ['turned away', 'an authorization that does not match the order'],
  buyer_refused: ['turned away', 'the buyer'],
  place_order: ['placed', 'the order at Apruve'],
  finalize: ['finalized', 'the order'],
  complete: ['completed', 'the order'],
  acknowledge: ['acknowledged', 'what needs attention'],
};

/** Of Apruve's request, or of one that the process has refused itself. */
const bodySchema = z.object({ merchant_invoice_id: z.string().optional(), merchantInvoiceId: z.string().optional() });

/** The invoice that a row is about: by Apruve's id of it, or of its shipment or return; as it was asked for where Apruve has none. */
const invoiceOf = ({ reference }: TransactionView, { invoices }: About): CheckoutView['invoices'][number] | undefined =>
  invoices.find(
    ({ id, shipments, returns }) =>
      reference !== null && [id, ...[...shipments, ...returns].map((each) => each.id)].includes(reference),
  );

function numberOf(row: TransactionView, about: About): string {
  const { data: asked } = bodySchema.safeParse(row.request?.body);
  return invoiceOf(row, about)?.merchant_invoice_id ?? asked?.merchant_invoice_id ?? asked?.merchantInvoiceId ?? '';
}

function shipmentOf(row: TransactionView, about: About): string {
  const shipment = invoiceOf(row, about)?.shipments.find(({ id }) => id === row.reference);
  const words = [shipment?.shipper, shipment?.tracking_number].filter((word) => word != null && word !== '');
  return `the shipment ${words.map((word) => `${word} `).join('')}`;
}

const refusalSchema = z.object({ errors: z.array(z.object({ title: z.string() })).min(1) });

/** What Apruve said to a request of ours; nothing where none was sent. */
function answerOf(row: TransactionView): string[] {
  const { action, successful, response } = row;
  if (isOpening(row)) return action === 'authorize' ? ['Apruve accepted the order'] : [];
  // A payment is heard of and read, and no request of ours.
  if (isByUs(row)) return ['it was not done'];
  if (action === 'capture') return [];
  if (response === null) return isUnanswered(row) ? ['Apruve has not answered yet'] : [];
  if (successful) return ['Apruve took it'];
  if (TURNED_AWAY.includes(action)) return [];
  if (response.status < 400) return ['its answer could not be read'];
  const words = refusalSchema.safeParse(response.body);
  return [words.success ? `Apruve refused it: ${words.data.errors.map(({ title }) => title).join('; ')}` : 'Apruve refused it'];
}

function dueOf(row: TransactionView, about: About): string[] {
  const due = row.action === 'invoice' && row.active ? invoiceOf(row, about)?.due_at : null;
  return due == null ? [] : [`due ${formatDay(due, about.timeZone)}`];
}

const noteOf = ({ note }: TransactionView): string[] => (note === null || note === '' ? [] : [`“${note}”`]);

/** A purchase has its answer in the lightbox; every other step that was sent and not answered is in doubt. */
function stateOf(row: TransactionView): { label: string; tone: Tone } {
  const { active, successful, response } = row;
  if (successful) return active ? { label: 'Active', tone: 'good' } : { label: 'Done', tone: 'calm' };
  if (active) return { label: 'Pending', tone: 'wait' };
  if (isByUs(row) || (response !== null && response.status >= 400 && response.status < 500))
    return { label: 'Refused', tone: 'bad' };
  return isUnanswered(row) ? { label: 'No answer yet', tone: 'wait' } : { label: 'Not successful', tone: 'bad' };
}

/** Decided by the process itself, which sent nothing then: what was asked for is no HTTP request. */
const isByUs = ({ request }: TransactionView): boolean => /^(SIGNAL|UPDATE)$/.test(request?.method ?? '');

const isUnanswered = ({ action, request, response }: TransactionView): boolean =>
  action !== 'purchase' && request !== null && response === null;

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
