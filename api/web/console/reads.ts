import { z } from 'zod';
import { checkoutSchema, type CheckoutView } from '../../v1/checkouts/schemas.ts';
import { pageSchema } from '../../http/paging.ts';
import type { Answer, ApiClient, Refusal } from '../pages/api-client.ts';

const transactionSchema = z.object({
  id: z.int(),
  action: z.string(),
  amount_cents: z.int(),
  currency: z.string(),
  reference: z.string().nullable(),
  source_id: z.int().nullable(),
  active: z.boolean(),
  successful: z.boolean(),
  request: z.record(z.string(), z.unknown()).nullable(),
  response: z.record(z.string(), z.unknown()).nullable(),
  actor: z.string().nullable(),
  note: z.string().nullable(),
  created_at: z.string(),
});
export type Transaction = z.infer<typeof transactionSchema>;

const eventSchema = z.object({
  uuid: z.string(),
  channel: z.string(),
  event: z.string(),
  outcome: z.string().nullable(),
  checkout_id: z.string().nullable(),
  apruve_order_id: z.string().nullable(),
  apruve_invoice_id: z.string().nullable(),
  merchant_order_id: z.string().nullable(),
  copies: z.int(),
  body: z.record(z.string(), z.unknown()),
  received_at: z.string(),
});
export type InboxEvent = z.infer<typeof eventSchema>;

const notificationSchema = z.object({
  id: z.string(),
  checkout_id: z.string(),
  sequence: z.int(),
  type: z.string(),
  timestamp: z.string(),
  state: z.enum(['pending', 'delivered', 'failed']),
  attempts: z.array(z.object({ at: z.string(), status: z.int().nullable(), error: z.string().nullable() })),
  data: z.object({ merchant_order_id: z.string() }),
});
export type Notification = z.infer<typeof notificationSchema>;

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

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

export async function readTransactions(api: ApiClient, id: string): Promise<Transaction[]> {
  const answer = await api.get(`${checkoutPath(id)}/transactions`, z.object({ items: z.array(transactionSchema) }));
  return valueOf(answer).items;
}

/** One page of the list; the query is the API's own. */
export async function listCheckouts(api: ApiClient, query: Readonly<Record<string, string>>): Promise<Page<CheckoutView>> {
  return valueOf(await api.get(`/v1/checkouts${search(query)}`, pageSchema(checkoutSchema)));
}

export async function listEvents(api: ApiClient, query: Readonly<Record<string, string>>): Promise<Page<InboxEvent>> {
  return valueOf(await api.get(`/v1/webhook-events${search(query)}`, pageSchema(eventSchema)));
}

export async function listNotifications(api: ApiClient, query: Readonly<Record<string, string>>): Promise<Page<Notification>> {
  return valueOf(await api.get(`/v1/notifications${search(query)}`, pageSchema(notificationSchema)));
}

/** Has a webhook dealt with as if it had just come; answers it with its new outcome. */
export async function redeliverEvent(api: ApiClient, uuid: string): Promise<InboxEvent> {
  return valueOf(await api.post(`/v1/webhook-events/${encodeURIComponent(uuid)}/redeliver`, {}, eventSchema));
}

/** Has a notification sent again. */
export async function resendNotification(api: ApiClient, id: string): Promise<Notification> {
  return valueOf(await api.post(`/v1/notifications/${encodeURIComponent(id)}/resend`, {}, notificationSchema));
}

/** A query string of what is not empty. */
export function search(query: Readonly<Record<string, string>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}
