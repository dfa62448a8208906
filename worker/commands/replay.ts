import { parseArgs } from 'node:util';
import { Worker } from '@temporalio/worker';
import { findBuild } from '../../activities/ledger/builds.ts';
import { openLedger, type Ledger } from '../../activities/ledger/database.ts';
import { begunHistories } from '../builds/begun-histories.ts';
import { fromStore } from '../builds/build.ts';
import { deploymentOf } from '../builds/deployment.ts';
import { ownBuild } from '../builds/own-build.ts';
import { connectTemporal, dataConverter, type Config, type Temporal } from '../platform/index.ts';

const USAGE = 'Usage: npm run replay -- [--query "<which workflows>"] [--with <build> | --with tree]';
const RUNNING = "ExecutionStatus = 'Running'";
/** The build of this program, which `npm run deploy -- current` would make current. */
const TREE = 'tree';
/** How many histories are fetched at once. */
const FETCHED_AT_ONCE = 5;

export interface ReplayWish {
  /** In the words of Temporal's lists; without it what runs. */
  query: string;
  /** The build that everything is replayed with; null: each run with its own. */
  with: string | null;
}

/** A run whose history the build cannot repeat. */
export interface FailedReplay {
  workflowId: string;
  build: string;
  why: string;
}

/** What the command line asks for. Throws where it does not say. */
export function readReplayWish(args: string[]): ReplayWish {
  try {
    const { values } = parseArgs({ args, options: { query: { type: 'string' }, with: { type: 'string' } } });
    return { query: values.query ?? RUNNING, with: values.with ?? null };
  } catch (cause) {
    throw new Error(USAGE, { cause });
  }
}

/** Replays workflows of the cluster, and tells each that fails. Changes nothing. Answers how many were begun: no
 * other has anything to repeat. */
export async function replay(config: Config, wish: ReplayWish, said: (failed: FailedReplay) => void): Promise<number> {
  const { namespace, taskQueue } = config.temporal;
  const ledger = openLedger(config.database.url, { max: 1 });
  const temporal = await connectTemporal(config);
  try {
    const { all } = await deploymentOf(temporal.client, namespace, taskQueue).known();
    let count = 0;
    for (const { build, query } of batches(taskQueue, all, wish)) {
      const code = await codeOf(config, ledger.db, build);
      for await (const { workflowId, why } of replayed(config, temporal, query, code)) {
        count += 1;
        if (why !== null) said({ workflowId, build, why });
      }
    }
    return count;
  } finally {
    await Promise.all([temporal.close(), ledger.close()]);
  }
}

/** Which runs are replayed with which build. A run that is pinned to none yet goes on with that of this program. */
function batches(taskQueue: string, builds: readonly string[], wish: ReplayWish): { build: string; query: string }[] {
  const here = `TaskQueue = '${taskQueue}' AND (${wish.query})`;
  if (wish.with !== null) return [{ build: wish.with, query: here }];
  const pinned = builds.map((build) => ({
    build,
    query: `TemporalWorkerDeploymentVersion = '${taskQueue}:${build}' AND ${here}`,
  }));
  return [...pinned, { build: TREE, query: `TemporalWorkerDeploymentVersion IS NULL AND ${here}` }];
}

/** The code of a build; null where it is neither stored nor this program's. */
async function codeOf({ workflowBundle }: Config, db: Ledger, build: string): Promise<string | null> {
  const stored = build === TREE ? null : await findBuild(db, build);
  if (stored !== null) return fromStore(stored).code;
  const own = await ownBuild(workflowBundle);
  return build === TREE || build === own.id ? own.code : null;
}

interface Replayed {
  workflowId: string;
  /** Null where the code has repeated the history. */
  why: string | null;
}

async function* replayed(
  { codec, temporal: { namespace } }: Config,
  { client }: Temporal,
  query: string,
  code: string | null,
): AsyncGenerator<Replayed> {
  const list = client.workflow.list({ query });
  if (code === null) {
    for await (const { workflowId } of list) yield { workflowId, why: 'the build is not stored in the ledger' };
    return;
  }
  const options = { namespace, workflowBundle: { code }, dataConverter: dataConverter(codec.keys) };
  const histories = begunHistories(list.intoHistories({ concurrency: FETCHED_AT_ONCE }));
  for await (const { workflowId, error } of Worker.runReplayHistories(options, histories))
    yield { workflowId, why: error === undefined ? null : reasonIn(error.message) };
}

/** In Temporal's words, on one line. */
function reasonIn(message: string): string {
  const line = message.replaceAll(/\s+/g, ' ');
  return /\[TMPRL\d+\][^"]*/.exec(line)?.[0].trim() ?? line;
}
