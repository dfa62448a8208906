import { Webhook } from 'standardwebhooks';
import { z } from 'zod';

const ORDERS_KEPT = 50;

const bodySchema = z.object({
  type: z.string(),
  timestamp: z.string(),
  sequence: z.int().min(1),
  data: z.object({ id: z.string(), merchant_order_id: z.string(), status: z.string() }),
});

/** The part of a notification that the shop keeps: nothing about the buyer. */
export interface ReceivedNotification {
  /** `webhook-id`: the same for every delivery. */
  id: string;
  type: string;
  /** When it happened. */
  timestamp: string;
  sequence: number;
  /** The checkout's status then. */
  status: string;
  /** How often it was delivered. */
  copies: number;
}

/** The notifications of one order, by their sequence. */
export interface OrderNotifications {
  checkoutId: string;
  number: string;
  notifications: readonly ReceivedNotification[];
}

/** The receiver's response to a request. */
type Receipt = 'taken' | 'not-signed' | 'not-readable';

/** The notifications of one order, each once. */
interface Kept {
  number: string;
  byId: Map<string, ReceivedNotification>;
}

/** The demo shop's receiver of notifications. */
export interface Receiver {
  /** Accepts a request only with a valid signature that is not old. A copy changes nothing. */
  receive(rawBody: string, headers: Record<string, string>): Receipt;
  /** The notifications of one checkout; null when there are none. */
  about(checkoutId: string): OrderNotifications | null;
  /** The last orders with a notification, newest first. */
  all(): readonly OrderNotifications[];
}

/**
 * A receiver that checks the signature of its notifications (Standard Webhooks). It keeps the last 50 orders in the memory of
 * this process, which is enough for a demo. A real shop would keep `webhook-id` and `sequence` in its database.
 */
export function memoryReceiver(secret: string): Receiver {
  const webhook = new Webhook(secret);
  const orders = new Map<string, Kept>();
  const shown = ([checkoutId, { number, byId }]: [string, Kept]): OrderNotifications => ({
    checkoutId,
    number,
    notifications: [...byId.values()].sort((a, b) => a.sequence - b.sequence),
  });
  return {
    receive: (rawBody, headers) => {
      if (!isSigned(webhook, rawBody, headers)) return 'not-signed';
      const body = bodySchema.safeParse(parseJson(rawBody));
      if (!body.success) return 'not-readable';
      const { type, timestamp, sequence, data } = body.data;
      const id = headers['webhook-id'] ?? '';
      const { byId } = orders.get(data.id) ?? { byId: new Map<string, ReceivedNotification>() };
      const copies = (byId.get(id)?.copies ?? 0) + 1;
      byId.set(id, { id, type, timestamp, sequence, status: data.status, copies });
      // Deleted and set again, because a Map keeps the order in which keys were added.
      orders.delete(data.id);
      orders.set(data.id, { number: data.merchant_order_id, byId });
      for (const oldest of [...orders.keys()].slice(0, -ORDERS_KEPT)) orders.delete(oldest);
      return 'taken';
    },
    about: (checkoutId) => {
      const order = orders.get(checkoutId);
      return order === undefined ? null : shown([checkoutId, order]);
    },
    all: () => [...orders].map(shown).toReversed(),
  };
}

function isSigned(webhook: Webhook, rawBody: string, headers: Record<string, string>): boolean {
  try {
    webhook.verify(rawBody, headers, { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The missing numbers between those that arrived, as pairs of first and last: `[[2, 3], [6, 6]]`. */
export function gapsIn(notifications: readonly Pick<ReceivedNotification, 'sequence'>[]): [first: number, last: number][] {
  let next = 1;
  const gaps: [number, number][] = [];
  for (const { sequence } of notifications) {
    if (sequence > next) gaps.push([next, sequence - 1]);
    next = sequence + 1;
  }
  return gaps;
}
