import * as fc from 'fast-check';
import type { Trouble, TroubleKind } from '../real/trouble.ts';

/** Which of the things that there are; counted round. */
export const anyIndex = fc.nat(7);

/** How much of an order, or of an invoice. */
export type Portion = 'all' | 'third' | 'half' | 'most' | 'room' | 'too much';
export const portions = fc.constantFrom<Portion>('all', 'all', 'third', 'half', 'half', 'most', 'room', 'too much');

/** Cents of a whole; `room` is the last cent that is allowed, `too much` one more. */
export function centsOf(portion: Portion, whole: number, room: number): number {
  const parts = { all: whole, third: Math.ceil(whole / 3), half: Math.ceil(whole / 2), most: Math.ceil(whole * 0.9) };
  if (portion === 'room') return Math.max(1, room);
  return portion === 'too much' ? Math.max(0, room) + 1 : parts[portion];
}

/** Those that leave it open whether something was done come most often; those that cost seconds are rare. */
const kinds: fc.Arbitrary<TroubleKind> = fc.oneof(
  { weight: 14, arbitrary: fc.constantFrom<TroubleKind>('fails late', 'loses', 'gateway', 'fails', 'mumbles') },
  { weight: 1, arbitrary: fc.constant<TroubleKind>('slow') },
  { weight: 5, arbitrary: fc.constantFrom<TroubleKind>('key', 'key', 'key to read') },
  { weight: 1, arbitrary: fc.constantFrom<TroubleKind>('busy', 'down') },
);

/** Often none; else Apruve fails the first request, or the first that changes something, whose path contains one of these. */
export const anyTrouble = (...paths: string[]): fc.Arbitrary<Trouble | null> =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: 5, arbitrary: fc.constant(null) },
    {
      weight: 3,
      arbitrary: fc.record({ kind: kinds, path: fc.constantFrom(...paths), writes: fc.constantFrom(true, true, false) }),
    },
  );
