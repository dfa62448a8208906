const FORM = /^\$?(\d{1,3}(?:,\d{3})+|\d{1,10})(?:\.(\d{1,2}))?$/;

/**
 * An amount as people write it (`115`, `115.5`, `$1,150.00`), in integer cents; null where it is none. Digits only, no float is
 * involved.
 */
export function parseAmount(text: string): number | null {
  const [, whole, fraction = ''] = FORM.exec(text) ?? [];
  return whole === undefined ? null : Number(whole.replaceAll(',', '') + fraction.padEnd(2, '0'));
}

/** Integer cents from 0 as a form shows them: `115.00`. */
export function formatAmount(cents: number): string {
  const digits = String(cents).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The same below 0 too, as a discount is: `-5.00`. */
export function parseSignedAmount(text: string): number | null {
  const cents = parseAmount(text.replace(/^-/, ''));
  return cents !== null && text.startsWith('-') ? -cents : cents;
}

/** Integer cents, also below 0, as a form shows them. */
export const formatSignedAmount = (cents: number): string => (cents < 0 ? '-' : '') + formatAmount(Math.abs(cents));
