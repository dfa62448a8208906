/** Integer cents as people read them: `formatMoney(11500, 'USD')` is `$115.00`. It works on digits, without floats. */
export function formatMoney(cents: number, currency: string): string {
  const sign = cents < 0 ? '-' : '';
  const digits = String(Math.abs(cents)).padStart(3, '0');
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',');
  const symbol = currency === 'USD' ? '$' : `${currency} `;
  return `${sign}${symbol}${whole}.${digits.slice(-2)}`;
}

/** The sum of integer cents. */
export function sum(cents: Iterable<number>): number {
  let total = 0;
  for (const value of cents) total += value;
  return total;
}

const FORM = /^\$?(\d{1,3}(?:,\d{3}){1,3}|\d{1,10})(?:\.(\d{1,2}))?$/;

/**
 * An amount as people write it (`115`, `115.5`, `$1,150.00`), in integer cents; null where it is none. Digits only, no float is
 * involved.
 */
export function parseAmount(text: string): number | null {
  const [, whole, fraction = ''] = FORM.exec(text) ?? [];
  return whole === undefined ? null : Number(whole.replaceAll(',', '') + fraction.padEnd(2, '0'));
}
