const FORM = /^\$?(\d{1,3}(?:,\d{3})+|\d{1,10})(?:\.(\d{1,2}))?$/;

/**
 * An amount as people write it (`115`, `115.5`, `$1,150.00`), in integer cents; null where it is none. Digits only, no float is
 * involved.
 */
export function parseAmount(text: string): number | null {
  const [, whole, fraction = ''] = FORM.exec(text) ?? [];
  return whole === undefined ? null : Number(whole.replaceAll(',', '') + fraction.padEnd(2, '0'));
}
