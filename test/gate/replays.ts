import { Runtime, Worker, type ReplayWorkerOptions } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import type { temporal } from '@temporalio/proto';
import { dataConverter } from '../../worker/platform/index.ts';
import { fromPortable } from '../recording/portable.ts';
import { changedBundle } from './changed-bundle.ts';
import { findSites } from './command-sites.ts';

type History = temporal.api.history.v1.IHistory;
/** Histories by their name. */
export type Histories = ReadonlyMap<string, History>;

/** Every place that asks for a command, with the names of the histories that pass it. */
export type Passing = Map<string, string[]>;

/** The code in which each place can be changed, and the places that were found in it. */
export interface Gate {
  code: string;
  places: readonly string[];
}

const ignore = (): void => {};

export async function buildGate(): Promise<Gate> {
  const found = await findSites();
  const places = found.sites.filter(({ kind }) => kind !== 'handler').map(({ id }) => id);
  return { code: await changedBundle(found), places: [...places, ...found.types.map((type) => `${type} ends`)] };
}

/** Leaves the log out: each change that is caught would be a line of it. */
export function quietly(): void {
  const logger = { log: ignore, trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };
  Runtime.install({ logger, telemetryOptions: { logging: { forward: {}, filter: 'OFF' } } });
}

/** Stored histories, the shortest first: what catches a change may as well be short. */
export const parsed = (texts: ReadonlyMap<string, string>): Histories =>
  new Map([...texts].sort(([, one], [, other]) => one.length - other.length).map(([name, text]) => [name, fromPortable(text)]));

type Note = (place: string, workflowId: string) => void;

function optionsOf(code: string, { passed, declared }: Record<'passed' | 'declared', Note>): ReplayWorkerOptions {
  const told = (note: Note) => ({
    fn: ({ workflowId }: { workflowId: string }, place: string): void => note(place, workflowId),
    callDuringReplay: true,
  });
  return {
    workflowBundle: { code },
    dataConverter: dataConverter([{ id: 'none', key: new Uint8Array(32) }]),
    sinks: { gate: { passed: told(passed), declared: told(declared) } },
  };
}

/** Replays everything as it is. Answers which histories pass which place; throws where one does not replay. */
export async function findPassing({ code, places }: Gate, histories: Histories): Promise<Passing> {
  const passed = new Map<string, Set<string>>(places.map((place) => [place, new Set()]));
  const of = (place: string): Set<string> => passed.get(place) ?? passed.set(place, new Set()).get(place) ?? new Set();
  const options = optionsOf(code, { passed: (place, id) => of(place).add(id.slice(1)), declared: of });
  const all = [...histories].map(([name, history]) => ({ workflowId: `|${name}`, history }));
  for await (const { workflowId, error } of Worker.runReplayHistories(options, all))
    if (error !== undefined) throw new Error(`${workflowId.slice(1)} does not replay`, { cause: error });
  return new Map([...passed].map(([place, names]) => [place, [...histories.keys()].filter((name) => names.has(name))]));
}

/**
 * Which history catches one more command at each place, of those that pass it; null where the replay of none fails. Those that have caught
 * something are tried first, so that few do for all.
 */
export async function findCaught({ code }: Gate, histories: Histories, passing: Passing): Promise<Map<string, string | null>> {
  const caught = new Map<string, string | null>([...passing.keys()].map((place) => [place, null]));
  function* changes() {
    for (const [place, names] of passing) {
      const used = new Set(caught.values());
      const usedFirst = [...names].sort((one, other) => Number(used.has(other)) - Number(used.has(one)));
      for (const name of usedFirst)
        if (caught.get(place) === null) yield { workflowId: `${place}|${name}`, history: histories.get(name) ?? {} };
    }
  }
  const options = optionsOf(code, { passed: ignore, declared: ignore });
  for await (const { workflowId, error } of Worker.runReplayHistories(options, changes())) {
    const [place = '', name = ''] = workflowId.split('|');
    // Some of it is a fatal error of the state machine in the words of Temporal’s core.
    if (error instanceof DeterminismViolationError || error?.message.includes('Code: FATAL') === true) caught.set(place, name);
    else if (error !== undefined) throw new Error(`${name} with one more command at ${place}`, { cause: error });
  }
  return caught;
}
