import { parseAmount } from '../../../workflows/rules/money.ts';

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
