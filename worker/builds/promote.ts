import { setTimeout as delay } from 'node:timers/promises';
import type { Deployment } from './deployment.ts';

/** What can be known of a build before it is served. */
export interface StoredFacts {
  id: string;
  carriedFormat: number;
}

const EVERY_MS = 250;
/** The pause after which processes are woken again, and what it grows to while none moves. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 5 * 60_000;

/**
 * How often processes are woken. One that has not moved then is at work, and sees at its next task what is current; or Temporal is too old to
 * tell it, and each waking would only make its history longer.
 */
const WAKES_AT_MOST = 20;

/** How long to wait for what takes a second or two on a machine that is not busy. */
const WITHIN_MS = 120_000;

/**
 * Makes a build the one on which new processes start, and to which running ones go: waits until a worker asks for its work, because
 * Temporal takes a build that nobody serves as well, and until every task queue has heard of it. Rejects where that does not come.
 */
export async function promote(deployment: Deployment, build: string, withinMs = WITHIN_MS): Promise<void> {
  const end = Date.now() + withinMs;
  const until = async (what: string, isThere: () => Promise<boolean>): Promise<void> => {
    while (!(await isThere())) {
      if (Date.now() > end) throw new Error(`The build ${build} did not become current: ${what}.`);
      await delay(EVERY_MS);
    }
  };
  const isKnown = async (): Promise<boolean> => (await deployment.known()).all.includes(build);
  await until('no worker asks for its work', async () => (await isKnown()) && deployment.isServed(build));
  if ((await deployment.known()).current !== build) await deployment.setCurrent(build);
  await until('not every task queue has heard of it', async () => (await deployment.known()).isRouted);
}

/**
 * Has processes go to the current build until none is pinned to another: woken more than once, because Temporal may not have told a
 * process of the new build when it is woken, and one that is at work does not rest. `said` gets what is left, by build, whenever it
 * changes.
 */
export async function moveToCurrent(
  deployment: Deployment,
  said: (left: Record<string, number>) => void,
  signal?: AbortSignal,
): Promise<void> {
  const isStopped = (): boolean => signal?.aborted ?? false;
  let before = '';
  let pauseMs = FIRST_PAUSE_MS;
  for (let round = 1; !isStopped(); round += 1) {
    const left = await leftBehind(deployment);
    const now = JSON.stringify(left);
    if (now !== before) {
      said(left);
      pauseMs = FIRST_PAUSE_MS;
      before = now;
    }
    if (Object.keys(left).length === 0) return;
    if (round <= WAKES_AT_MOST) for (const build of Object.keys(left)) await deployment.wake(build);
    await delay(pauseMs, undefined, signal && { signal }).catch(() => undefined);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

/** How many workflows run on each build but the current one. */
async function leftBehind(deployment: Deployment): Promise<Record<string, number>> {
  const { all, current } = await deployment.known();
  const others = all.filter((build) => build !== current);
  const counted = await Promise.all(others.map(async (build) => [build, await deployment.running(build)] as const));
  return Object.fromEntries(counted.filter(([, count]) => count > 0));
}

/**
 * Rejects where a build cannot take over what runs: it is not stored, so only the workers that brought it could serve it, or it could not
 * read what processes of a newer one carry.
 */
export async function assertTakesOver(deployment: Deployment, build: string, stored: readonly StoredFacts[]): Promise<void> {
  const taking = stored.find(({ id }) => id === build);
  if (taking === undefined) throw new Error(`The build ${build} is not stored: start a worker that has it.`);
  const { all } = await deployment.known();
  for (const newer of stored.filter(({ id, carriedFormat }) => all.includes(id) && carriedFormat > taking.carriedFormat)) {
    if ((await deployment.running(newer.id)) === 0) continue;
    const formats = `format ${newer.carriedFormat}, it reads ${taking.carriedFormat}`;
    throw new Error(
      `The build ${build} cannot read what processes of ${newer.id} carry (${formats}). Make a release between them current first.`,
    );
  }
}
