import { z } from 'zod';

/** Narrows what is drawn, so that a certain kind of sequence comes at once; without it everything may come. */
export const lifeSchema = z.strictObject({
  /** Where a sequence may begin: a name more than once is drawn more often. */
  begins: z.array(z.string()).optional(),
  /** The commands that it may have. */
  commands: z.array(z.string()).optional(),
  invoiceOnCreate: z.boolean().optional(),
  finalizeOnCreate: z.boolean().optional(),
  spareCredit: z.int().optional(),
});
export type Life = z.infer<typeof lifeSchema>;

const shareSchema = z.strictObject({
  seed: z.int(),
  runs: z.int(),
  life: lifeSchema.optional(),
  /** To repeat a failure: its lane, and fast-check's names for the sequence. With a path the seed is the lane's own. */
  lane: z.int().optional(),
  path: z.string().optional(),
  replay: z.string().optional(),
});
/** Sequences of one seed. */
type Share = z.infer<typeof shareSchema>;

export const planSchema = z.strictObject({
  shares: z.array(shareSchema).min(1),
  /** False: a failure is printed as it was found. */
  shrinks: z.boolean().default(true),
  /** True: the first failure ends all lanes. */
  stopsAtFirst: z.boolean().default(false),
  /** How many times longer than on a quiet machine anything may take. */
  patience: z.number().min(1).default(1),
  /** What a lane has for each share. */
  timeLimitMs: z.int().optional(),
});
type Plan = z.infer<typeof planSchema>;

/** A lane's part of a share. */
export interface LaneShare extends Share {
  /** The run's, as it was printed. */
  base: number;
  timeLimitMs: number;
}

/** Lanes run side by side, each with parts and sequences of its own. */
const LANES = 8;
const TIME_LIMIT_MS = 900_000;

/**
 * How a run is asked for: `npm run model` writes it into MODEL_PLAN. The tests run sequences that every run has in common, so that two
 * runs can be compared, and new ones, whose seed comes from `vitest.config.ts`, for both processes.
 */
const plan: Plan = planSchema.parse(
  process.env['MODEL_PLAN'] === undefined
    ? {
        shares: [
          { seed: 20_260_101, runs: 200 },
          { seed: Number(process.env['MODEL_RANDOM_SEED'] ?? 0), runs: 100 },
        ],
      }
    : JSON.parse(process.env['MODEL_PLAN']),
);

/** What holds for all shares. */
export const { shrinks, stopsAtFirst, patience } = plan;

const repeats = plan.shares.some(({ path }) => path !== undefined);

/** What is run, in words, to be printed before. */
export const planInWords = (): string =>
  repeats ? 'sequences of a path' : plan.shares.map(({ seed, runs }) => `${runs} sequences of the seed ${seed}`).join(', ');

/** The lanes to run in one of the two processes: half of them, or those that failures named. */
export function lanes(half: 'even' | 'odd'): number[] {
  const mine = Array.from({ length: LANES }, (_, lane) => lane).filter((lane) => (lane % 2 === 0) === (half === 'even'));
  return mine.filter((lane) => plan.shares.some((share) => isFor(lane, share)));
}

const isFor = (number: number, { lane }: Share): boolean => lane === undefined || lane === number;

/** A lane's part of each share. */
export function sharesOf(lane: number): LaneShare[] {
  return plan.shares
    .filter((share) => isFor(lane, share))
    .map((share) => {
      const runs = share.path === undefined ? Math.ceil(share.runs / LANES) : 1;
      return {
        ...share,
        base: share.seed,
        seed: share.path === undefined ? (share.seed + lane * 7_919) | 0 : share.seed,
        runs,
        timeLimitMs: plan.timeLimitMs ?? Math.max(TIME_LIMIT_MS, runs * 5_000),
      };
    });
}

/** A lane's part of the sequences that are kept; none where a failure is repeated or a kind of life is drawn. */
export const keptBy = <Kept>(lane: number, kept: readonly Kept[]): Kept[] =>
  repeats || plan.shares.some(({ life }) => life !== undefined) ? [] : kept.filter((_, at) => at % LANES === lane);
