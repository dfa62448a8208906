import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { beforeEach, expect, it, onTestFinished } from 'vitest';

import { bornAt } from '../../stack/process.ts';
import { empty, take } from '../../stack/takeover.ts';

let dir: string;
let said: string[];
const say = (line: string): void => void said.push(line);

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'stack-'));
  said = [];
  onTestFinished(() => rmSync(dir, { recursive: true }));
});

/** A process that runs until it is ended. */
function sleeper(): number {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child.pid ?? 0;
}

/** Makes the record look as if the stack that wrote it were gone. */
function killedStack(): void {
  const file = join(dir, 'pids.json');
  const record = readFileSync(file, 'utf8').replace(`"pid": ${process.pid}`, '"pid": 4194304');
  writeFileSync(file, record);
}

it('refuses a folder that a living stack has, and says how to stop that', async () => {
  await take(dir, say);
  await expect(take(dir, say)).rejects.toThrow(`a stack runs in ${dir} already, as process ${process.pid}; stop it first`);
});

it('gives a released folder to the next', async () => {
  (await take(dir, say)).release();
  (await take(dir, say)).release();
  expect(existsSync(join(dir, 'pids.json'))).toBe(false);
});

it('ends what a killed stack left behind, and removes what it said', async () => {
  const pid = sleeper();
  (await take(dir, say)).runs('worker', pid);
  writeFileSync(join(dir, 'stack.json'), '{}');
  killedStack();
  await take(dir, say);
  expect(bornAt(pid)).toBeUndefined();
  expect(said).toEqual([`ending the worker that a killed stack left behind (process ${pid})`]);
  expect(existsSync(join(dir, 'stack.json'))).toBe(false);
});

it('leaves a process alone that has the id of a dead part by chance', async () => {
  const pid = sleeper();
  (await take(dir, say)).runs('worker', pid);
  killedStack();
  const file = join(dir, 'pids.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace(`"born": "${bornAt(pid)}"`, '"born": "another time"'));
  await take(dir, say);
  expect(bornAt(pid)).toBeDefined();
  expect(said).toEqual([]);
});

it('empties a folder but for the downloaded programs', () => {
  for (const name of ['bin', 'temporal.db', 'secrets.json']) writeFileSync(join(dir, name), '');
  empty(dir);
  expect(existsSync(join(dir, 'bin'))).toBe(true);
  expect(existsSync(join(dir, 'temporal.db'))).toBe(false);
  expect(existsSync(join(dir, 'secrets.json'))).toBe(false);
});
