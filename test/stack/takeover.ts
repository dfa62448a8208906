import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

import { readJson, writeJson } from './files.ts';
import { bornAt, endLeftover } from './process.ts';
import { removeStack } from './stack-file.ts';

const record = z.object({ name: z.string(), pid: z.number().int(), born: z.string() });

/** The processes of a stack, in the order in which they were started. */
const records = z.object({ stack: record, parts: z.array(record) });

type Records = z.infer<typeof records>;

const recordsFile = (dir: string): string => join(dir, 'pids.json');

/** Stores the process ids of a stack on disk, so that the next start can end what this one leaves behind. */
export interface Holder {
  /** A part runs, for the first time or again, as this process. */
  runs(name: string, pid: number): void;
  release(): void;
}

/**
 * Takes a folder for a stack. Throws where a living stack has it.
 * Where a stack was killed, its parts are ended first: they hold ports and data.
 */
export async function take(dir: string, say: (line: string) => void): Promise<Holder> {
  mkdirSync(dir, { recursive: true });
  await clear(dir, say);
  const held: Records = { stack: recordOf('stack', process.pid), parts: [] };
  // Fails where another start came between.
  writeFileSync(recordsFile(dir), JSON.stringify(held), { flag: 'wx', mode: 0o600 });
  return {
    runs(name, pid) {
      held.parts = [...held.parts.filter((part) => part.name !== name), recordOf(name, pid)];
      writeJson(recordsFile(dir), held);
    },
    release() {
      removeStack(dir);
      rmSync(recordsFile(dir), { force: true });
    },
  };
}

/** Empties a stack's folder, except for the downloaded programs and the record of its owner. */
export function empty(dir: string): void {
  for (const name of readdirSync(dir)) {
    if (name !== 'bin' && name !== 'pids.json') rmSync(join(dir, name), { recursive: true, force: true });
  }
}

async function clear(dir: string, say: (line: string) => void): Promise<void> {
  const found = records.safeParse(readJson(recordsFile(dir)));
  if (found.success) {
    const { stack, parts } = found.data;
    if (isRunning(stack))
      throw new Error(`a stack runs in ${dir} already, as process ${stack.pid}; stop it first: kill ${stack.pid}`);
    for (const part of parts.filter(isRunning).toReversed()) {
      say(`ending the ${part.name} that a killed stack left behind (process ${part.pid})`);
      await endLeftover(part.pid, part.name === 'database' ? 'SIGINT' : 'SIGTERM', 5_000);
    }
  }
  rmSync(recordsFile(dir), { force: true });
  removeStack(dir);
}

function recordOf(name: string, pid: number): Records['stack'] {
  return { name, pid, born: bornAt(pid) ?? '' };
}

function isRunning({ pid, born }: Records['stack']): boolean {
  return born !== '' && bornAt(pid) === born;
}
