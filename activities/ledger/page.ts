/** One page of a list. */
export interface Page<T> {
  rows: T[];
  /** The id to continue after; null on the last page. */
  next: string | null;
}

/** Cuts the one row too many that was read to see whether there is another page. */
export function pageOf<T>(rows: T[], limit: number, idOf: (row: T) => string): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > limit && last !== undefined ? idOf(last) : null };
}

/** The number of the row that a place names; 0, which no row has, where it names none: it can be a place in another list. */
export const rowNumber = (place: string): number => (Number.isSafeInteger(Number(place)) ? Number(place) : 0);
