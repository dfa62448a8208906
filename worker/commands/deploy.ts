import { listBuilds } from '../../activities/ledger/builds.ts';
import { openLedger } from '../../activities/ledger/database.ts';
import { deploymentOf, type Deployment } from '../builds/deployment.ts';
import { ownBuild } from '../builds/own-build.ts';
import { assertTakesOver, moveToCurrent, promote } from '../builds/promote.ts';
import { connectTemporal, type Config } from '../platform/index.ts';

const USAGE = 'Usage: npm run deploy -- list | npm run deploy -- current [build], by default the build of this program';

/** Runs `npm run deploy`: lists the builds of the workflows, or makes one current and moves what runs to it. Ends when nothing is left to move. */
export async function deploy(config: Config, [command, named]: string[], print: (line: string) => void): Promise<void> {
  const { namespace, taskQueue } = config.temporal;
  const ledger = openLedger(config.database.url, { max: 1 });
  const temporal = await connectTemporal(config);
  try {
    const deployment = deploymentOf(temporal.client, namespace, taskQueue);
    const stored = await listBuilds(ledger.db);
    if (command === 'list') return await list(deployment, stored, print);
    if (command !== 'current') throw new Error(USAGE);
    const build = named ?? (await ownBuild(config.workflowBundle)).id;
    await assertTakesOver(deployment, build, stored);
    await promote(deployment, build);
    print(`New checkouts start on ${build}.`);
    await moveToCurrent(deployment, (left) => print(leftBehind(left)));
  } finally {
    await Promise.all([temporal.close(), ledger.close()]);
  }
}

async function list(
  deployment: Deployment,
  stored: { id: string; storedAt: Date }[],
  print: (line: string) => void,
): Promise<void> {
  const { all, current } = await deployment.known();
  const storedAt = new Map(stored.map((build) => [build.id, build.storedAt.toISOString()]));
  for (const id of new Set([...storedAt.keys(), ...all])) {
    const states = [
      id === current ? 'current' : '',
      `stored ${storedAt.get(id) ?? 'nowhere'}`,
      `${await deployment.running(id)} running`,
      (await deployment.isServed(id)) ? 'served' : 'not served',
    ];
    print(`${id}  ${states.filter(Boolean).join(', ')}`);
  }
}

/** What is left on other builds, in a line. */
function leftBehind(left: Record<string, number>): string {
  const builds = Object.entries(left).map(([build, count]) => `${count} on ${build}`);
  return builds.length === 0 ? 'Nothing runs on any other build.' : `Still to move: ${builds.join(', ')}.`;
}
