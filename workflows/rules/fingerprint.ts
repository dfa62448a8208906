import { canonicalJson } from './canonical-json.ts';

/** A shorter text stands for itself. */
const LONG = 1_000;

/**
 * A short text that is the same for the same long one, to compare it with later ones: its length and a hash of 53 bits (cyrb53, in the
 * public domain), because workflows have no SHA-256. It keeps no secret.
 */
export const fingerprint = (text: string): string => (text.length < LONG ? text : hashOf(text));

/** True of fingerprints of the same text, also where one of them is the hash of a short one. */
export const isSameFingerprint = (one: string, other: string): boolean =>
  one === other || hashOf(one) === other || one === hashOf(other);

/** The same for a short text, so that it does not tell it. */
export function hashOf(text: string): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    high = Math.imul(high ^ unit, 2_654_435_761);
    low = Math.imul(low ^ unit, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return `${text.length}:${4_294_967_296 * (2_097_151 & low) + (high >>> 0)}`;
}

/** A short text that is the same for equal values, in whatever order their fields are. */
export const fingerprintOf = (value: unknown): string => hashOf(canonicalJson(value));
