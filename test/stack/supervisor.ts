import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

import { readyOrDead, startProcess } from './process.ts';
import type { Child, Command } from './process.ts';

/** A process that is to run for as long as the stack does. */
export interface Part {
  name: string;
  /** How to start it; called before every start, so that it can clean up after the last run. */
  command: () => Promise<Command> | Command;
  /** Resolves once it serves; rejects where it does not in time. */
  ready: (signal: AbortSignal) => Promise<void>;
  stop: { signal: NodeJS.Signals; graceMs: number };
  log: string;
}

/** What is called when a supervised part changes. */
export interface Listener {
  /** It runs, for the first time or again, as this process. */
  runs: (name: string, pid: number) => void;
  say: (line: string) => void;
}

/** A process that lived this long (ms) did not die of its start: it is started again at once. */
const settledMs = 5_000;
const longestPauseMs = 5_000;

/** One part and the process that is it at the moment. */
export class Supervised {
  readonly #part: Part;
  readonly #listener: Listener;
  readonly #stopping = new AbortController();
  #child: Child | null = null;
  #startedAt = 0;
  #watching: Promise<void> = Promise.resolve();

  constructor(part: Part, listener: Listener) {
    this.#part = part;
    this.#listener = listener;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Waits until it serves; the process may be another than at the call. */
  ready(signal: AbortSignal): Promise<void> {
    return this.#part.ready(signal);
  }

  /**
   * Starts the part and waits until it is ready. After that, restarts it whenever it ends: at once, or after a growing pause if
   * it ends right after its start. Throws when the first start fails, with the end of its log.
   */
  async start(): Promise<void> {
    try {
      const child = await this.#launch();
      await readyOrDead(child, (signal) => this.#part.ready(signal));
      this.#watching = this.#watch(child);
    } catch (cause) {
      throw new Error(`${this.#part.name} did not start: ${reason(cause)}\n${tail(this.#part.log)}`, { cause });
    }
  }

  /** Ends the process, whatever it is doing, and no other follows. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const { signal, graceMs } = this.#part.stop;
    await this.#child?.stop(signal, graceMs);
    await this.#watching;
  }

  async #launch(): Promise<Child> {
    const command = await this.#part.command();
    this.#stopping.signal.throwIfAborted();
    const child = await startProcess(command, { log: this.#part.log, ownGroup: true });
    if (this.#stopping.signal.aborted) await child.stop('SIGKILL', 0);
    this.#stopping.signal.throwIfAborted();
    this.#child = child;
    this.#startedAt = Date.now();
    this.#listener.runs(this.#part.name, child.pid);
    return child;
  }

  async #watch(first: Child): Promise<void> {
    let child: Child | null = first;
    let pauseMs = 0;
    while (!this.#stopping.signal.aborted) {
      const how = child ? await child.exited : 'an error at its start';
      if (this.#stopping.signal.aborted) return;
      pauseMs = Date.now() - this.#startedAt > settledMs ? 0 : Math.min(Math.max(100, pauseMs * 2), longestPauseMs);
      this.#listener.say(`${this.#part.name} ended with ${how}; starting it again`);
      await delay(pauseMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      child = this.#stopping.signal.aborted ? null : await this.#launch().catch((error: unknown) => this.#failed(error));
    }
  }

  #failed(error: unknown): null {
    this.#startedAt = Date.now();
    this.#listener.say(`${this.#part.name} did not start: ${reason(error)}`);
    return null;
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The last lines of a log, for an error text. */
function tail(log: string): string {
  if (!existsSync(log)) return '';
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-15);
  return [`the end of ${log}:`, ...lines.map((line) => `  ${line}`)].join('\n');
}
