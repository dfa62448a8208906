/** An ISO time as a field for day and time takes it, in UTC; empty where there is none. */
export const fieldTime = (iso: string | null): string =>
  iso === null ? '' : new Date(iso).toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length);
