/** How a run of the model is asked for; `npm run model` sets these variables from its arguments. */
export interface Plan {
  seed: number;
  runs: number;
  timeLimitMs: number;
  path: string | undefined;
  replayPath: string | undefined;
  /** False: a failure is told as it was found. */
  shrinks: boolean;
}

/** Lanes run side by side, each with parts and sequences of its own. */
const LANES = 6;
/** Fixed, so that a change that has nothing to do with it never fails here; `npm run model` takes a random one. */
const SEED = 20_260_101;
const RUNS = 200;
const TIME_LIMIT_MS = 900_000;

const numberFrom = (name: string): number | undefined =>
  process.env[name] === undefined ? undefined : Number(process.env[name]);

/** The lanes to run in one of the two processes: half of them, or the one that a failure named. */
export function lanes(half: 'even' | 'odd'): number[] {
  const only = numberFrom('MODEL_LANE');
  if (only !== undefined) return [only];
  return Array.from({ length: LANES }, (_, lane) => lane).filter((lane) => (lane % 2 === 0) === (half === 'even'));
}

/** A lane's share. With a path the seed is the lane's own, as its failure told it. */
export function plan(lane: number): Plan {
  const path = process.env['MODEL_PATH'];
  const seed = numberFrom('MODEL_SEED') ?? SEED;
  const runs = Math.ceil((numberFrom('MODEL_RUNS') ?? RUNS) / LANES);
  return {
    seed: path === undefined ? (seed + lane * 7_919) | 0 : seed,
    runs: path === undefined ? runs : 1,
    timeLimitMs: Math.max(TIME_LIMIT_MS, runs * 5_000),
    path,
    replayPath: process.env['MODEL_REPLAY'],
    shrinks: process.env['MODEL_SHRINKS'] !== 'no',
  };
}
