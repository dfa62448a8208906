import { NUMBER_LENGTH } from '../contract/fields.ts';
import { cutText } from '../contract/text.ts';

/** A generated number as it is used. One that is too long is cut, and ends in a hash of the whole, so that it differs from others. */
export function fittingNumber(whole: string): string {
  if (whole.length <= NUMBER_LENGTH) return whole;
  const end = `-${shortHash(whole)}`;
  return cutText(whole, NUMBER_LENGTH - end.length).trimEnd() + end;
}

const FNV_OFFSET = 0x81_1c_9d_c5;
const FNV_PRIME = 0x01_00_01_93;

/** FNV-1a over the UTF-16 units, as eight hex digits: it tells texts apart, and protects nothing. */
function shortHash(text: string): string {
  let hash = FNV_OFFSET;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
