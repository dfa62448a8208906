import type { BigNumberInput } from '@medusajs/framework/types';
import { MathBN, MedusaError } from '@medusajs/framework/utils';

/** How many digits a currency has after the point (ISO 4217): 2 of USD, 0 of JPY, 3 of KWD. */
function digitsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/**
 * An amount of Medusa's, a decimal of any precision, in the currency's smallest unit, half away from zero. Taxes of Medusa have digits
 * behind the cent. Throws where the unit is no number that JSON carries exactly.
 */
export function toCents(amount: BigNumberInput, currency: string): number {
  const HALF_UP = 4;
  const cents = MathBN.mult(amount, 10 ** digitsOf(currency)).decimalPlaces(0, HALF_UP);
  const given = cents.toNumber();
  if (Number.isSafeInteger(given)) return given;
  throw new MedusaError(MedusaError.Types.INVALID_DATA, `${cents.toFixed()} is no amount of ${currency} that can be charged.`);
}

/** The reverse, exact: `115.00`. */
export function toDecimal(cents: number, currency: string): string {
  const digits = digitsOf(currency);
  return MathBN.div(cents, 10 ** digits).toFixed(digits);
}

/** For sentences: `115.00 USD`. */
export const inWords = (cents: number, currency: string): string => `${toDecimal(cents, currency)} ${currency}`;
