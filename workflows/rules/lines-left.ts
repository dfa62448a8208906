import { sum } from './money.ts';

/** A line as it is ordered, invoiced, shipped or returned; integer cents. */
export interface CountedLine {
  title: string;
  quantity?: number | null | undefined;
  price_ea_cents?: number | null | undefined;
  price_total_cents: number;
  sku?: string | null | undefined;
  variant_info?: string | null | undefined;
}

/** How much of a line nobody has taken yet: how many, and the cents of those. */
export interface LineLeft<Line> {
  line: Line;
  quantity: number;
  cents: number;
}

interface Pool {
  quantity: number;
  cents: number;
}

/** A line that counts nothing is one thing. */
const countOf = ({ quantity }: CountedLine): number => (quantity == null || quantity === 0 ? 1 : quantity);

/** What a line is known by: no line has an id at Apruve. */
const keyOf = ({ title, sku, variant_info }: CountedLine): string => JSON.stringify([title, sku ?? '', variant_info ?? '']);

/**
 * What is left of each line after the lines that were taken of them, in the order given. Lines are told apart by title, SKU and variant;
 * of several that are alike the first is taken first. What belongs to no line is in `othersCents`.
 */
export function linesLeft<Line extends CountedLine>(
  lines: readonly Line[],
  taken: readonly CountedLine[],
): { left: LineLeft<Line>[]; othersCents: number } {
  const pools = new Map<string, Pool>();
  for (const line of taken) {
    const pool = pools.get(keyOf(line)) ?? { quantity: 0, cents: 0 };
    pools.set(keyOf(line), { quantity: pool.quantity + countOf(line), cents: pool.cents + line.price_total_cents });
  }
  const left = lines.map((line) => {
    const pool = pools.get(keyOf(line)) ?? { quantity: 0, cents: 0 };
    const quantity = Math.min(countOf(line), pool.quantity);
    const cents = shareOf(pool.cents, quantity, pool.quantity);
    pools.set(keyOf(line), { quantity: pool.quantity - quantity, cents: pool.cents - cents });
    return { line, quantity: countOf(line) - quantity, cents: restOf(line.price_total_cents, cents) };
  });
  return { left, othersCents: sum([...pools.values()].map(({ cents }) => cents)) };
}

/** What stays of cents, which may be below 0 as a discount is; more than all may have been taken. */
const restOf = (cents: number, taken: number): number => (cents < 0 ? Math.min(0, cents - taken) : Math.max(0, cents - taken));

/** `part` of `whole` of cents, rounded half away from 0, exact beyond what a float holds. 0 of nothing. */
export function shareOf(cents: number, part: number, whole: number): number {
  if (whole === 0) return 0;
  const sign = cents < 0 ? -1 : 1;
  const doubled = 2n * BigInt(Math.abs(cents)) * BigInt(part) + BigInt(whole);
  return sign * Number(doubled / (2n * BigInt(whole)));
}

/** So many of what is left of a line, as a line; all of them have all its cents, so that parts add up to the whole. */
export function partOf<Line extends CountedLine>({ line, quantity: all, cents }: LineLeft<Line>, quantity: number): Line {
  const total = shareOf(cents, quantity, all);
  if (line.quantity == null || line.quantity === 0) return { ...line, price_total_cents: total };
  const each = total / quantity;
  return { ...line, quantity, price_ea_cents: Number.isInteger(each) ? each : null, price_total_cents: total };
}
