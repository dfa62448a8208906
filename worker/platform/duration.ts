const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function isUnit(text: string | undefined): text is keyof typeof unitMs {
  return text !== undefined && text in unitMs;
}

/** Ten years. Nothing here waits longer, and a date plus this is still a date. */
const longestMs = 3_650 * unitMs.d;

/**
 * Reads a duration as Temporal writes them: a whole number and a unit of `ms`, `s`, `m`, `h`, `d` (`15m`, `45d`, `200ms`).
 * Returns integer milliseconds, or undefined when the text is no duration or means more than ten years.
 */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = /^(\d+)(ms|s|m|h|d)$/.exec(text) ?? [];
  const value = isUnit(unit) ? Number(count) * unitMs[unit] : Infinity;
  return value <= longestMs ? value : undefined;
}

/** Writes milliseconds as `parseDuration` reads them, in the largest unit that divides them: 900000 is `15m`. */
export function formatDuration(ms: number): string {
  const [unit, size] = Object.entries(unitMs).findLast(([, each]) => ms >= each && ms % each === 0) ?? ['ms', 1];
  return `${ms / size}${unit}`;
}
