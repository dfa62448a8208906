import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { beforeEach, expect, it, onTestFinished } from 'vitest';

import { bornAt } from '../../stack/process.ts';
import { Supervised } from '../../stack/supervisor.ts';
import type { Part } from '../../stack/supervisor.ts';
import { until } from '../../stack/wait.ts';

let dir: string;
let pids: number[];
let said: string[];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'stack-'));
  pids = [];
  said = [];
  onTestFinished(() => rmSync(dir, { recursive: true }));
});

const listener = { runs: (_: string, pid: number) => void pids.push(pid), say: (line: string) => void said.push(line) };

/** A part that runs this program in Node, and is ready when its log has the word `ready`. */
function nodePart(program: string): Part {
  const log = join(dir, 'part.log');
  const isReady = (): true | undefined => (readFileSync(log, 'utf8').includes('ready') ? true : undefined);
  return {
    name: 'part',
    command: () => ({ file: process.execPath, args: ['-e', program] }),
    ready: async (signal) => void (await until('the part', isReady, { deadlineMs: 60_000, everyMs: 10, signal })),
    stop: { signal: 'SIGTERM', graceMs: 200 },
    log,
  };
}

const forever = 'console.log("ready"); setInterval(() => {}, 1000);';

it('starts a part that was killed again, as another process', async () => {
  const part = new Supervised(nodePart(forever), listener);
  onTestFinished(() => part.stop());
  await part.start();
  const former = part.pid;
  process.kill(former, 'SIGKILL');
  await until('another process', () => (part.pid === former ? undefined : true), { deadlineMs: 60_000 });
  expect(pids).toEqual([former, part.pid]);
  expect(said).toEqual(['part ended with signal SIGKILL; starting it again']);
});

it('starts no other process after a stop', async () => {
  const part = new Supervised(nodePart(forever), listener);
  await part.start();
  await part.stop();
  expect(pids).toHaveLength(1);
  expect(bornAt(part.pid)).toBeUndefined();
  expect(said).toEqual([]);
});

it('kills a part that does not stop within its grace', async () => {
  const part = new Supervised(nodePart(`process.on("SIGTERM", () => {}); ${forever}`), listener);
  await part.start();
  await part.stop();
  expect(bornAt(part.pid)).toBeUndefined();
});

it('tells how and with which last words a part did not start', async () => {
  const part = new Supervised(nodePart('console.log("no such database"); process.exit(3)'), listener);
  await expect(part.start()).rejects.toThrow(/^part did not start: it ended with exit code 3\n[^]*no such database/);
});

it('can be stopped while it starts', async () => {
  const part = new Supervised(nodePart('setInterval(() => {}, 1000)'), listener);
  const start = part.start();
  await until('its process', () => pids[0], { deadlineMs: 60_000, everyMs: 5 });
  await part.stop();
  await expect(start).rejects.toThrow('part did not start: it ended with signal SIGTERM');
});
