import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { buildOf } from '../../worker/builds/build.ts';
import { deploymentOf } from '../../worker/builds/deployment.ts';
import { moveToCurrent, promote } from '../../worker/builds/promote.ts';
import { connectTemporal } from '../../worker/platform/index.ts';
import type { Config } from '../../worker/platform/index.ts';
import { nodeCommand } from './parts.ts';
import { logFile } from './paths.ts';
import { startProcess } from './process.ts';

/** Bundles today's workflows once for all starts of the worker, in a process of its own. Returns the file. */
export async function bundleFile(dir: string, env: NodeJS.ProcessEnv): Promise<string> {
  const file = join(dir, 'workflows.cjs');
  const log = logFile(dir, 'bundle');
  const child = await startProcess(nodeCommand('worker/commands/cli.ts', ['bundle', file], env), { log });
  const how = await child.exited;
  if (how !== 'exit code 0') throw new Error(`the workflows could not be bundled (${how}); see ${log}`);
  return file;
}

/** A move of running processes to the stack's build, under way. */
export interface Move {
  stop(): Promise<void>;
}

/** Makes the worker's build current, and has running processes go to it by and by, while the stack runs. Where many share a Temporal, `npm run deploy` does. */
export async function makeCurrent(config: Config, bundle: string, say: (line: string) => void): Promise<Move> {
  const { namespace, taskQueue } = config.temporal;
  const temporal = await connectTemporal(config);
  const deployment = deploymentOf(temporal.client, namespace, taskQueue);
  const stopping = new AbortController();
  let isFirst = true;
  const said = (left: Record<string, number>): void => {
    const count = Object.values(left).reduce((sum, n) => sum + n, 0);
    if (count > 0 || !isFirst)
      say(
        count > 0
          ? `${count} processes run on earlier builds; they go to this one as they rest`
          : 'all processes run on this build',
      );
    isFirst = false;
  };
  try {
    await promote(deployment, buildOf(await readFile(bundle, 'utf8')).id);
  } catch (error) {
    await temporal.close();
    throw error;
  }
  const move = async (): Promise<void> => {
    await moveToCurrent(deployment, said, stopping.signal).catch((error: unknown) =>
      say(`processes on earlier builds were not moved: ${String(error)}`),
    );
    await temporal.close();
  };
  const moving = move();
  return {
    stop: () => {
      stopping.abort();
      return moving;
    },
  };
}
