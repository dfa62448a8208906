import { Webhook } from 'standardwebhooks';
import { z } from 'zod';

const ORDERS_KEPT = 50;

const bodySchema = z.object({
  type: z.string(),
  timestamp: z.string(),
  sequence: z.int().min(1),
  data: z.object({ id: z.string(), merchant_order_id: z.string(), status: z.string() }),
});

/** A notification, as far as the shop keeps it: nothing of the buyer. */
export interface Told {
  /** `webhook-id`: the same however often it comes. */
  id: string;
  type: string;
  /** When it happened. */
  timestamp: string;
  sequence: number;
  /** The checkout's status then. */
  status: string;
  /** How often it came. */
  copies: number;
}

/** What the shop was told of one order, in the order of the numbers. */
export interface ToldOrder {
  checkoutId: string;
  number: string;
  told: readonly Told[];
}

/** What came of a request to the receiver. */
type Receipt = 'taken' | 'not-signed' | 'not-readable';

/** The demo shop's receiver of notifications. */
export interface Receiver {
  /** Believes a request only with a signature that fits and is not old. A copy changes nothing. */
  receive(rawBody: string, headers: Record<string, string>): Receipt;
  /** What came for one checkout; null where nothing did. */
  about(checkoutId: string): ToldOrder | null;
  /** The orders that were told of last, newest first. */
  all(): readonly ToldOrder[];
}

/**
 * A receiver that knows its notifications by their signature (Standard Webhooks). It keeps the last 50 orders in the memory of
 * this process, which is enough for a demo; a shop would keep `webhook-id` and `sequence` in its database.
 */
export function memoryReceiver(secret: string): Receiver {
  const webhook = new Webhook(secret);
  const orders = new Map<string, { number: string; told: Map<string, Told> }>();
  const shown = ([checkoutId, { number, told }]: [string, { number: string; told: Map<string, Told> }]): ToldOrder => ({
    checkoutId,
    number,
    told: [...told.values()].sort((a, b) => a.sequence - b.sequence),
  });
  return {
    receive: (rawBody, headers) => {
      if (!isSigned(webhook, rawBody, headers)) return 'not-signed';
      const body = bodySchema.safeParse(parseJson(rawBody));
      if (!body.success) return 'not-readable';
      const { type, timestamp, sequence, data } = body.data;
      const id = headers['webhook-id'] ?? '';
      const { told } = orders.get(data.id) ?? { told: new Map<string, Told>() };
      const copies = (told.get(id)?.copies ?? 0) + 1;
      told.set(id, { id, type, timestamp, sequence, status: data.status, copies });
      // Written anew, so that the order that was told of last is the last one.
      orders.delete(data.id);
      orders.set(data.id, { number: data.merchant_order_id, told });
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

/** The numbers that are missing among those that came, as pairs of first and last: `[[2, 3], [6, 6]]`. */
export function gapsIn(told: readonly Pick<Told, 'sequence'>[]): [first: number, last: number][] {
  let next = 1;
  const gaps: [number, number][] = [];
  for (const { sequence } of told) {
    if (sequence > next) gaps.push([next, sequence - 1]);
    next = sequence + 1;
  }
  return gaps;
}
