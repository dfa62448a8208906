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
