import { constantFrom, nat, noBias, record, sample } from 'fast-check';

/** What may be killed; of the two workers it is the one that is at work. */
const VICTIMS = ['worker', 'api', 'temporal', 'database', 'sandbox'] as const;
export type Victim = (typeof VICTIMS)[number];

/** One kill: what, how long after steps have begun, and whether Apruve does its work before or after it hesitates. */
export interface Kill {
  victim: Victim;
  afterMs: number;
  commit: 'before' | 'after';
}

/** Longer than a step takes that nothing disturbs, so that every moment of it can be hit. */
const LONGEST_STEP_MS = 900;

/** Every second one is a worker, beginning with the first; the others are the rest in turn. The same seed draws the same kills. */
export function drawKills(count: number, seed: number): Kill[] {
  const others = VICTIMS.slice(1);
  const drawn = sample(record({ afterMs: noBias(nat(LONGEST_STEP_MS)), commit: constantFrom('before', 'after') }), {
    seed,
    numRuns: count,
  });
  return drawn.map((moment, n) => ({
    ...moment,
    victim: n % 2 === 0 ? 'worker' : (others[((n - 1) / 2 + seed) % others.length] ?? 'api'),
  }));
}
