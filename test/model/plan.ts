/** How a run of the model is asked for; `npm run model` sets these variables from its arguments. */
export interface Plan {
  /** The run's, as it was printed. */
  base: number;
  /** The lane's own. */
  seed: number;
  runs: number;
  timeLimitMs: number;
  path: string | undefined;
  replayPath: string | undefined;
  /** False: a failure is printed as it was found. */
  shrinks: boolean;
}

/** Lanes run side by side, each with parts and sequences of its own. */
const LANES = 6;
const TIME_LIMIT_MS = 900_000;

const numberFrom = (name: string): number | undefined =>
  process.env[name] === undefined ? undefined : Number(process.env[name]);

interface Share {
  seed: number;
  runs: number;
}

/**
 * The tests run sequences that every run has in common, so that two runs can be compared, and new ones. `npm run model` names its
 * seed. The random seed comes from `vitest.config.ts`, for both processes.
 */
function shares(): Share[] {
  const seed = numberFrom('MODEL_SEED');
  if (seed !== undefined) return [{ seed, runs: numberFrom('MODEL_RUNS') ?? 200 }];
  return [
    { seed: 20_260_101, runs: 200 },
    { seed: numberFrom('MODEL_RANDOM_SEED') ?? 0, runs: 100 },
  ];
}

/** What is run, in words, to be printed before. */
export const planInWords = (): string =>
  process.env['MODEL_PATH'] === undefined
    ? shares()
        .map(({ seed, runs }) => `${runs} sequences of the seed ${seed}`)
        .join(', ')
    : 'the sequence of a path';

/** The lanes to run in one of the two processes: half of them, or the one that a failure named. */
export function lanes(half: 'even' | 'odd'): number[] {
  const only = numberFrom('MODEL_LANE');
  if (only !== undefined) return [only];
  return Array.from({ length: LANES }, (_, lane) => lane).filter((lane) => (lane % 2 === 0) === (half === 'even'));
}

/** A lane's part of each share. With a path the seed is the lane's, as its failure printed it. */
export function plans(lane: number): Plan[] {
  const path = process.env['MODEL_PATH'];
  return shares().map(({ seed: base, runs: all }) => {
    const runs = Math.ceil(all / LANES);
    return {
      base,
      seed: path === undefined ? (base + lane * 7_919) | 0 : base,
      runs: path === undefined ? runs : 1,
      timeLimitMs: Math.max(TIME_LIMIT_MS, runs * 5_000),
      path,
      replayPath: process.env['MODEL_REPLAY'],
      shrinks: process.env['MODEL_SHRINKS'] !== 'no',
    };
  });
}

/** A lane's part of the sequences that are kept; none where a failure is repeated. */
export const keptBy = <Kept>(lane: number, kept: readonly Kept[]): Kept[] =>
  process.env['MODEL_PATH'] === undefined ? kept.filter((_, at) => at % LANES === lane) : [];
