import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

import { root } from './paths.ts';

/** A program to start. Without `env` it inherits ours. */
export interface Command {
  file: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
}

export interface Child {
  readonly pid: number;
  /** Resolves once the process has ended, with how: `exit code 1`, `signal SIGKILL`. */
  readonly exited: Promise<string>;
  /** Sends the signal, then SIGKILL after the grace (ms), and waits for the end. */
  stop(signal: NodeJS.Signals, graceMs: number): Promise<void>;
}

export interface StartOptions {
  /** Both outputs are appended to this file. */
  log: string;
  /** In a process group of its own: Ctrl-C in a terminal reaches us alone, who stop the parts in order. */
  ownGroup?: boolean;
}

/** Starts a program; throws where it cannot be started at all. */
export async function startProcess(command: Command, options: StartOptions): Promise<Child> {
  const log = openSync(options.log, 'a', 0o600);
  const child = spawn(command.file, command.args, {
    cwd: root,
    stdio: ['ignore', log, log],
    detached: options.ownGroup ?? false,
    ...(command.env && { env: command.env }),
    ...(command.uid !== undefined && { uid: command.uid }),
    ...(command.gid !== undefined && { gid: command.gid }),
  });
  closeSync(log);
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${command.file} did not start`);
  const stop = async (signal: NodeJS.Signals, graceMs: number): Promise<void> => {
    child.kill(signal);
    const timer = new AbortController();
    const inTime = await Promise.race([exited, delay(graceMs, undefined, { signal: timer.signal })]);
    timer.abort();
    if (inTime === undefined) child.kill('SIGKILL');
    await exited;
  };
  return { pid, exited, stop };
}

/** Waits until a process is ready; rejects at once where it ends before that, and then ends the waiting too. */
export async function readyOrDead(child: Child, ready: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const over = new AbortController();
  const died = child.exited.then((how) => {
    throw new Error(`it ended with ${how}`);
  });
  try {
    await Promise.race([ready(over.signal), died]);
  } finally {
    over.abort();
  }
}

/**
 * When a running process started, as text that is only good for comparing: a process id can be reused, id and start together
 * cannot. Undefined if there is no such process, or one that has ended and was not waited for.
 */
export function bornAt(pid: number): string | undefined {
  const stat = procFile(pid, 'stat');
  // The name, in parentheses, may hold anything; behind it come the state and, 19 fields on, the start time (proc(5)).
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? ps(pid, 'stat=,lstart=').split(' ');
  const [state, born] = stat === undefined ? [fields[0], fields.slice(1).join(' ')] : [fields[0], fields[19]];
  return state?.startsWith('Z') ? undefined : born || undefined;
}

/** The command line of a living process, else empty. */
export function commandLine(pid: number): string {
  return procFile(pid, 'cmdline')?.replaceAll('\0', ' ') ?? ps(pid, 'command=');
}

/** Ends a process that an earlier run left behind: the signal, then SIGKILL after the grace (ms). Waits for the end. */
export async function endLeftover(pid: number, signal: NodeJS.Signals, graceMs: number): Promise<void> {
  const born = bornAt(pid);
  if (born === undefined) return;
  process.kill(pid, signal);
  const end = Date.now() + graceMs;
  while (bornAt(pid) === born && Date.now() < end) await delay(50);
  if (bornAt(pid) === born) process.kill(pid, 'SIGKILL');
  while (bornAt(pid) === born) await delay(20);
}

function procFile(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}

/** For systems without /proc; a slim container has no `ps`. */
function ps(pid: number, format: string): string {
  return platform() === 'linux'
    ? ''
    : (spawnSync('ps', ['-o', format, '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '').trim();
}
