/** Integer cents as people write money. */
export const money = (cents: number | null, currency = 'USD'): string => {
  if (cents === null) return '–';
  try {
    return new Intl.NumberFormat('en-US', { style: 'currency', currency }).format(cents / 100);
  } catch {
    return `${(cents / 100).toFixed(2)} ${currency}`;
  }
};

/** An Apruve time, short: the day and the minute as they stand in it. */
export const shortTime = (time: string | null): string => (time === null ? '–' : time.slice(0, 16).replace('T', ' '));

/** Integer cents as they stand in a field for dollars. */
export const dollars = (cents: number): string => `${Math.trunc(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;

/** What was typed into such a field, as integer cents; anything else stays text, which the control call refuses. */
export const toCents = (text: string): number | string => {
  const [, whole, part = ''] = /^(\d{1,13})(?:\.(\d{1,2}))?$/.exec(text.trim()) ?? [];
  return whole === undefined ? text : Number(whole) * 100 + Number(part.padEnd(2, '0'));
};
