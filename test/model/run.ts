import * as fc from 'fast-check';
import { KEPT, type Kept } from './commands/kept.ts';
import { preamble, sequences, settings } from './commands/index.ts';
import { newModel, type Model, type Setting } from './model/state.ts';
import { uniqueNumber, type Lane } from './real/lane.ts';
import { bringToRest, checkAll } from './real/rest.ts';
import { keptBy, patience, sharesOf, shrinks, stopsAtFirst, type LaneShare } from './plan.ts';
import { count } from './statistics.ts';

/** Runs one lane's part of the sequences; answers what went wrong in words, or an empty text. */
export async function runLane(lane: Lane, laneNumber: number): Promise<string> {
  for (const kept of keptBy(laneNumber, KEPT)) {
    const told = await runKept(lane, kept);
    if (told !== '') return told;
  }
  for (const share of sharesOf(laneNumber)) {
    const told = await runShare(lane, laneNumber, share);
    if (told !== '') return told;
  }
  return '';
}

async function runKept(lane: Lane, { name, setting, commands }: Kept): Promise<string> {
  try {
    await runOne(lane, setting, commands);
    return '';
  } catch (error) {
    return tell([`The sequence that is kept fails: ${name}`, ...inWords(setting, lane.failed, error)]);
  }
}

/** True once a lane has failed that ends the run: the others have nothing to add. */
let isOver = false;

async function runShare(lane: Lane, laneNumber: number, share: LaneShare): Promise<string> {
  const { life, replay } = share;
  const property = fc.asyncProperty(settings(life), sequences(life, replay), async (setting, commands) => {
    if (isOver) throw new Error('Another lane has failed.');
    await runOne(lane, setting, commands);
  });
  const details = await fc.check(property, {
    seed: share.seed,
    numRuns: share.runs,
    ...(share.path !== undefined && { path: share.path }),
    unbiased: true,
    endOnFailure: !shrinks,
    interruptAfterTimeLimit: share.timeLimitMs,
    markInterruptAsFailure: true,
  });
  if (!details.failed) return '';
  if (isOver) return 'Another lane has failed.';
  isOver = stopsAtFirst;
  return report(details, share, laneNumber, lane);
}

function tell(lines: readonly string[]): string {
  const told = lines.join('\n');
  process.stdout.write(`${told}\n`);
  return told;
}

/** Once a lane has failed, shorter sequences are tried: those that fail too would wait in vain each time. */
const SHRINKING_PATIENCE_MS = 4_000 * patience;

async function runOne(lane: Lane, setting: Setting, commands: Iterable<fc.AsyncCommand<Model, Lane>>): Promise<void> {
  const model = newModel(uniqueNumber(), setting, lane.paidMeans);
  await lane.reset(model);
  try {
    for (const command of preamble(setting)) if (command.check(model)) await command.run(model, lane);
    await fc.asyncModelRun(() => ({ model, real: lane }), commands);
    lane.story.begin('everything comes to rest');
    lane.resting = true;
    await bringToRest(model, lane);
    await checkAll(model, lane);
    lane.atRest = true;
  } catch (error) {
    lane.patienceMs = SHRINKING_PATIENCE_MS;
    lane.failed = lane.story.lines;
    lane.failedFirst ??= { setting, story: lane.story.lines, error };
    throw error;
  }
  count('sequences');
  count(`begins ${setting.begins}`);
  for (const { end, accepted } of model.checkouts) count(`ends ${end ?? (accepted ? 'open, authorized' : 'open, waiting')}`);
}

/** What fast-check prints about a failed run. */
interface Failed {
  seed: number;
  counterexamplePath: string | null;
  counterexample: readonly [Setting, unknown] | null;
  errorInstance: unknown;
  numRuns: number;
  numShrinks: number;
}

/** A failure as a reader needs it: the shortest sequence, why, and how to see it again. */
function report(
  details: Failed,
  { base, life, timeLimitMs }: LaneShare,
  lane: number,
  { failed, failedFirst: first }: Lane,
): string {
  const { seed, counterexamplePath, counterexample, errorInstance, numRuns, numShrinks } = details;
  const which = `Lane ${lane} of the seed ${base}`;
  if (counterexample === null) return tell([`${which} had done only ${numRuns} sequences after ${timeLimitMs} ms.`]);
  const [setting, commands] = counterexample;
  const replay = /replayPath=(".*")/.exec(String(commands))?.[1];
  const again = `npm run model -- --lane ${lane} --seed ${seed} --path "${counterexamplePath ?? ''}"`;
  return tell([
    `${which}: sequence ${numRuns} fails, made shorter ${numShrinks} times:`,
    ...inWords(setting, failed, errorInstance),
    ...(numShrinks > 0 && first !== null ? ['As it was found:', ...inWords(first.setting, first.story, first.error)] : []),
    `Again: ${again}${replay === undefined ? '' : ` --replay ${replay}`}${life === undefined ? '' : ` --life '${JSON.stringify(life)}'`}`,
  ]);
}

const inWords = (setting: Setting, failed: readonly string[], error: unknown): string[] => [
  `  ${JSON.stringify(setting)}`,
  ...failed.map((step) => `  - ${step}`),
  `  ${error instanceof Error ? error.message : String(error)}`,
];
