/*
 * How often a shop, or its buyer's browser, may ask something of one checkout's process. Temporal lets a process take 2,000 updates in
 * all, and each one lengthens its history; so what can be repeated without end is spaced after a while.
 */

/** How many wrong order ids are looked up at Apruve since the content last changed. A wrong one is unknown there, or does not fit. */
export const WRONG_IDS = 10;

/** How many calls of a shop reach the process before each has to wait. The others that Temporal allows are left for operators. */
export const SHOP_CALLS = 200;

const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 3_600_000;

/** What a shop has asked of one checkout so far. */
export interface ShopCalls {
  /** How many calls have reached the process. */
  calls: number;
  /** Wrong order ids for this content, and ids that are being looked up. */
  wrongIds: number;
  /** Which content they were brought for: how many lightboxes there had been. */
  content: number;
  /** The length of the present wait is the n-th; 0 before the first. */
  waits: number;
  /** When it has run out, ISO 8601. */
  waitUntil: string | null;
}

export const NO_CALLS: ShopCalls = { calls: 0, wrongIds: 0, content: 0, waits: 0, waitUntil: null };

/** A call of the shop, at an epoch time in ms. */
interface ShopCall {
  bringsId: boolean;
  /** How many lightboxes there have been. */
  content: number;
  at: number;
}

/**
 * What becomes of a call, and what is known after it. `spaced`: it goes to the process because a wait has run out; an order is then looked
 * up by number and hash, never by the id that was brought. `wait`: it does not; `why` says which bound was reached.
 */
export type Passage = { known: ShopCalls } & (
  | { kind: 'free' }
  | { kind: 'spaced' }
  | { kind: 'wait'; forMs: number; why: 'wrong-ids' | 'calls' }
);

/** Judges a call. A new content forgets wrong ids; it forgets the waits too, unless it is the number of calls that they are for. */
export function passCall(before: ShopCalls, { bringsId, content, at }: ShopCall): Passage {
  const isFull = before.calls >= SHOP_CALLS;
  const forgotten = { wrongIds: 0, content, ...(!isFull && { waits: 0, waitUntil: null }) };
  const known = before.content === content ? before : { ...before, ...forgotten };
  const calls = known.calls + 1;
  if (!isFull && !(bringsId && known.wrongIds >= WRONG_IDS))
    return { kind: 'free', known: { ...known, calls, wrongIds: known.wrongIds + (bringsId ? 1 : 0) } };
  const why = isFull ? 'calls' : 'wrong-ids';
  if (known.waitUntil === null) return { kind: 'wait', why, forMs: FIRST_WAIT_MS, known: waiting(known, 1, at) };
  const forMs = Date.parse(known.waitUntil) - at;
  return forMs > 0
    ? { kind: 'wait', why, forMs, known }
    : { kind: 'spaced', known: { ...waiting(known, known.waits + 1, at), calls } };
}

const waiting = (known: ShopCalls, waits: number, at: number): ShopCalls => ({
  ...known,
  waits,
  waitUntil: new Date(at + waitMs(waits)).toISOString(),
});

/** The n-th wait: 5 s, doubled each time, at most an hour. */
const waitMs = (n: number): number => Math.min(FIRST_WAIT_MS * 2 ** Math.min(n - 1, 20), LONGEST_WAIT_MS);

/** Takes back what a free call counted as a wrong id, where it was none: it got no answer yet, or another refusal. */
export const withoutId = (now: ShopCalls, { content }: ShopCalls): ShopCalls =>
  now.content === content && now.wrongIds > 0 ? { ...now, wrongIds: now.wrongIds - 1 } : now;

/** Takes back the turn of a spaced call that could not reach the process, unless there has been another turn since. */
export const withoutTurn = (now: ShopCalls, { content, waits, waitUntil }: ShopCalls, at: number): ShopCalls =>
  now.content === content && now.waits === waits && now.waitUntil === waitUntil
    ? { ...now, waits: waits - 1, waitUntil: new Date(at).toISOString() }
    : now;
