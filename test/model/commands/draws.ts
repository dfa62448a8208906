import * as fc from 'fast-check';
import type { Trouble, TroubleKind } from '../real/trouble.ts';

/** Which of the things that there are; counted round. */
export const anyIndex = fc.nat(7);

const kinds: fc.Arbitrary<TroubleKind> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom<TroubleKind>('fails', 'fails late', 'loses', 'gateway', 'slow') },
  { weight: 4, arbitrary: fc.constant<TroubleKind>('key') },
  { weight: 1, arbitrary: fc.constantFrom<TroubleKind>('busy', 'down') },
);

/** Mostly none; else Apruve fails the first request whose path contains one of these. */
export const anyTrouble = (...paths: string[]): fc.Arbitrary<Trouble | null> =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: 5, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.record({ kind: kinds, path: fc.constantFrom(...paths) }) },
  );
