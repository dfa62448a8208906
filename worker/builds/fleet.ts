import { setTimeout as delay } from 'node:timers/promises';
import { Worker, type WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { findBuild, storeBuild } from '../../activities/ledger/builds.ts';
import type { Ledger } from '../../activities/ledger/database.ts';
import { fromStore, toStore, type Build } from './build.ts';
import type { Deployment } from './deployment.ts';

/** How often it is looked which builds are needed. */
const LOOK_EVERY_MS = 5_000;
/** How often one that cannot be served is tried in the end. */
const TRIED_EVERY_MS = 3_600_000;
/** Activities at once: of the program's own build, and of each older one. */
const SLOTS = { own: 100, other: 20 };

/** What all workers of a task queue have in common. */
export type WorkerParts = Omit<WorkerOptions, 'workflowBundle' | 'workerDeploymentOptions' | 'activities'> & {
  activities: object;
};

export interface FleetParts {
  worker: WorkerParts;
  deployment: Deployment;
  db: Ledger;
  log: Logger;
}

interface Crew {
  worker: Worker;
  ended: Promise<void>;
}

/** Workers that run as one. */
export interface Fleet {
  /** The one that tells how they are: of the program's own build, where they run workflows. */
  own: Worker;
  /** Settles when that one has stopped; rejects when it stopped because of an error. */
  stopped: Promise<void>;
  stop(): Promise<void>;
}

/**
 * A worker for the program's own build, and one for each other that still has something to do. Stores the own build and serves it; then serves each
 * build that is current or has running workflows, as long as it is. One that is not stored is reported, and served once it is. Never makes a
 * build current.
 */
export async function startFleet(parts: FleetParts, own: Build): Promise<Fleet> {
  await storeBuild(parts.db, toStore(own));
  const crew = await launch(parts, own, SLOTS.own);
  const others = new Map<string, Crew>();
  const stopping = new AbortController();
  const looking = keepLooking(parts, own.id, others, stopping.signal);
  const stop = async (): Promise<void> => {
    stopping.abort();
    // At once: a look that Temporal does not answer must not keep the worker at work.
    for (const { worker } of [crew, ...others.values()]) shutDown(worker);
    await looking;
    for (const { worker } of others.values()) shutDown(worker);
    await Promise.allSettled([crew, ...others.values()].map(({ ended }) => ended));
  };
  const stopped = thenStop(crew, stop);
  return { own: crew.worker, stopped, stop: () => stop().then(() => stopped) };
}

function shutDown(worker: Worker): void {
  if (worker.getState() === 'RUNNING') worker.shutdown();
}

async function thenStop({ ended }: Crew, stop: () => Promise<void>): Promise<void> {
  try {
    await ended;
  } finally {
    await stop();
  }
}

async function launch({ worker: common, deployment }: FleetParts, { id, code }: Build, slots: number): Promise<Crew> {
  const worker = await Worker.create({
    ...common,
    workflowBundle: { code },
    maxConcurrentActivityTaskExecutions: slots,
    workerDeploymentOptions: {
      useWorkerVersioning: true,
      version: { deploymentName: deployment.name, buildId: id },
      // A run keeps the code that it began with, and goes to another build where it goes on in a new run.
      defaultVersioningBehavior: 'PINNED',
    },
  });
  return { worker, ended: worker.run() };
}

async function keepLooking(parts: FleetParts, own: string, others: Map<string, Crew>, signal: AbortSignal): Promise<void> {
  const seen: Seen = { reported: new Set(), pauses: new Map() };
  while (!signal.aborted) {
    try {
      const needed = await neededBuilds(parts.deployment, own);
      for (const id of needed) if (!others.has(id) && !signal.aborted) await tryToTake(parts, id, others, seen);
      for (const [id, { worker }] of others) if (!needed.includes(id)) retire(parts, id, worker);
    } catch (error) {
      parts.log.warn({ error: String(error) }, 'which builds are needed could not be found out');
    }
    await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Other builds than the own that are current or have running workflows. */
async function neededBuilds(deployment: Deployment, own: string): Promise<string[]> {
  const { all, current } = await deployment.known();
  const others = all.filter((id) => id !== own);
  const needed = await Promise.all(others.map(async (id) => id === current || (await deployment.running(id)) > 0));
  return others.filter((_, i) => needed[i]);
}

/** What is known of the builds that are not served. */
interface Seen {
  reported: Set<string>;
  pauses: Pauses;
}

/** When a build is tried next that could not be served, and the pause after that. */
type Pauses = Map<string, { until: number; nextMs: number }>;

/**
 * One that cannot be served, as where the SDK does not load its code, keeps no other from being served. It is tried ever less often,
 * because each try leaves a thread of the SDK's behind.
 */
async function tryToTake(parts: FleetParts, id: string, others: Map<string, Crew>, seen: Seen): Promise<void> {
  const { until, nextMs } = seen.pauses.get(id) ?? { until: 0, nextMs: LOOK_EVERY_MS };
  if (Date.now() < until) return;
  try {
    await take(parts, id, others, seen.reported);
    seen.pauses.delete(id);
  } catch (error) {
    parts.log.error({ build: id, error: String(error) }, 'another build could not be served');
    seen.pauses.set(id, { until: Date.now() + nextMs, nextMs: Math.min(nextMs * 2, TRIED_EVERY_MS) });
  }
}

async function take(parts: FleetParts, id: string, others: Map<string, Crew>, reported: Set<string>): Promise<void> {
  const stored = await findBuild(parts.db, id);
  if (stored === null) {
    if (!reported.has(id)) parts.log.error({ build: id }, 'workflows wait for a build that is not stored here');
    reported.add(id);
    return;
  }
  const missing = stored.calls.filter((name) => !(name in parts.worker.activities));
  if (missing.length > 0) parts.log.error({ build: id, missing }, 'a build calls activities that this program does not have');
  const crew = await launch(parts, fromStore(stored), SLOTS.other);
  others.set(id, crew);
  parts.log.info({ build: id }, 'another build is served');
  const forget = (): void => void others.delete(id);
  crew.ended.then(forget, (error: unknown) => {
    parts.log.error({ build: id, error: String(error) }, 'the worker of another build has failed');
    forget();
  });
}

function retire({ log }: FleetParts, id: string, worker: Worker): void {
  if (worker.getState() !== 'RUNNING') return;
  log.info({ build: id }, 'another build has nothing left to do');
  worker.shutdown();
}
