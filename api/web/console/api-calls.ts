import { z } from 'zod';
import { listedBatchSchema, type ListedBatchView } from '../../v1/batches/schemas.ts';
import { checkoutSchema, type CheckoutView } from '../../v1/checkouts/schemas.ts';
import { listedInvoiceSchema, type ListedInvoiceView } from '../../v1/invoices/schemas.ts';
import { noteSchema, type NoteView } from '../../v1/notes/schemas.ts';
import { notificationSchema } from '../../v1/notifications/schemas.ts';
import { summarySchema, type SummaryView } from '../../v1/summary/schemas.ts';
import { transactionSchema, type TransactionView } from '../../v1/transactions/schemas.ts';
import { eventSchema, type EventView } from '../../v1/webhook-events/schemas.ts';
import { countedPageSchema, pageSchema } from '../../http/paging.ts';
import type { Answer, ApiClient, Refusal } from '../pages/api-client.ts';

/** A notification with as much of its checkout as the console shows. */
const shownNotification = notificationSchema.extend({ data: z.looseObject({ merchant_order_id: z.string() }) });
export type Notification = z.infer<typeof shownNotification>;

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

/** The same, with how many there are in all. */
export type CountedPage<T> = Page<T> & { count: number | null };

/** A call that the API refused, where a page cannot go on without its answer. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  readonly refusal: Refusal;

  constructor(status: number, refusal: Refusal) {
    super(refusal.detail);
    this.status = status;
    this.refusal = refusal;
  }
}

/** The value of an answer. Throws `Refused` where there is none. */
export function valueOf<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value;
  throw new Refused(answer.status, answer.refusal);
}

export const checkoutPath = (id: string): string => `/v1/checkouts/${encodeURIComponent(id)}`;

export async function readCheckout(api: ApiClient, id: string): Promise<CheckoutView> {
  return valueOf(await api.get(checkoutPath(id), checkoutSchema));
}

export async function readTransactions(api: ApiClient, id: string): Promise<TransactionView[]> {
  const answer = await api.get(`${checkoutPath(id)}/transactions`, z.object({ items: z.array(transactionSchema) }));
  return valueOf(answer).items;
}

export async function readNotes(api: ApiClient, id: string): Promise<NoteView[]> {
  return valueOf(await api.get(`${checkoutPath(id)}/notes`, z.object({ items: z.array(noteSchema) }))).items;
}

/** Writes a note about a checkout, once under a key. */
export async function addNote(api: ApiClient, id: string, text: string, key: string): Promise<Answer<NoteView>> {
  return api.post(`${checkoutPath(id)}/notes`, { text }, noteSchema, key);
}

/** One page of the list; the query is the API's own. */
export async function fetchCheckouts(
  api: ApiClient,
  query: Readonly<Record<string, string>>,
): Promise<CountedPage<CheckoutView>> {
  return valueOf(await api.get(`/v1/checkouts${search({ ...query, count: 'true' })}`, countedPageSchema(checkoutSchema)));
}

export async function fetchInvoices(
  api: ApiClient,
  query: Readonly<Record<string, string>>,
): Promise<CountedPage<ListedInvoiceView>> {
  return valueOf(await api.get(`/v1/invoices${search({ ...query, count: 'true' })}`, countedPageSchema(listedInvoiceSchema)));
}

/** The newest batches of which an invoice could not be sent and is not sent yet. */
export async function fetchFailedBatches(api: ApiClient): Promise<ListedBatchView[]> {
  return valueOf(await api.get('/v1/batches?failed=true', pageSchema(listedBatchSchema))).items;
}

export async function fetchSummary(api: ApiClient): Promise<SummaryView> {
  return valueOf(await api.get('/v1/summary', summarySchema));
}

export async function fetchEvents(api: ApiClient, query: Readonly<Record<string, string>>): Promise<Page<EventView>> {
  return valueOf(await api.get(`/v1/webhook-events${search(query)}`, pageSchema(eventSchema)));
}

export async function fetchNotifications(api: ApiClient, query: Readonly<Record<string, string>>): Promise<Page<Notification>> {
  return valueOf(await api.get(`/v1/notifications${search(query)}`, pageSchema(shownNotification)));
}

/** Has a webhook handled once more, and answers it with its new outcome. */
export async function redeliverEvent(api: ApiClient, uuid: string, channel: string | null): Promise<EventView> {
  const named = channel === null ? '' : `?channel=${encodeURIComponent(channel)}`;
  return valueOf(await api.post(`/v1/webhook-events/${encodeURIComponent(uuid)}/redeliver${named}`, {}, eventSchema));
}

/** Has a notification sent again. */
export async function resendNotification(api: ApiClient, id: string): Promise<Notification> {
  return valueOf(await api.post(`/v1/notifications/${encodeURIComponent(id)}/resend`, {}, shownNotification));
}

/** Acknowledges what a checkout shows under a code. */
export async function acknowledge(api: ApiClient, id: string, code: string, note: string): Promise<void> {
  const path = `${checkoutPath(id)}/attention/${encodeURIComponent(code)}/acknowledge`;
  valueOf(await api.post(path, note === '' ? {} : { note }, z.unknown()));
}

/** A query string of what is not empty. */
export function search(query: Readonly<Record<string, string>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}
