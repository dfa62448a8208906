import type { Tables } from './store/tables.ts';

/** The events Apruve announces by webhook; four of the names are inferred from the words of its documentation. */
export type EventName =
  | 'invoice.closed'
  | 'invoice.funded'
  | 'invoice.canceled'
  | 'order.accepted'
  | 'order.canceled'
  | 'payment_term.accepted'
  | 'shipment.created'
  | 'shipment.updated'
  | 'corporate_account.approved'
  | 'team_member.added'
  | 'team_member.removed'
  | 'credit_available.updated';

/** What every rule of the sandbox works with: the records, the clock, and the way out for webhooks. */
export type World = Tables & {
  /** Where the sandbox is reached, without a trailing slash: the start of every link it answers. */
  readonly baseUrl: string;
  /** The status of a refusal for cap or credit: Apruve's own is not known. */
  readonly refusalStatus: number;
  /** How long a day of terms and default expiry lasts, in milliseconds. */
  readonly dayMs: number;
  now(): Date;
  /** Hands an event to the webhooks. Returns at once; delivery goes on behind the answer. */
  emit(merchantId: string, event: EventName, entity: unknown): void;
  /** Notes that an account's available credit has changed; several changes in a row make one event. */
  creditChanged(accountId: string): void;
};

/** The same records, whose changes send no webhooks. */
export const silenced = (world: World): World => ({ ...world, emit: () => undefined, creditChanged: () => undefined });
