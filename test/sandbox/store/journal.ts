import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** One change, as a line of the file: the table's name, then the row as it now is, or the id of the row that has gone. */
export type Entry = Readonly<{ table: string; change: Readonly<{ id: string }> | string }>;

/** A line as it is read again; its table knows what the JSON is. */
export type Line = Readonly<{ table: string; json: string }>;

const COMPACT_AFTER_BYTES = 32 * 1024 * 1024;

const format = ({ table, change }: Entry): string => `${table} ${JSON.stringify(change)}\n`;

const parseLines = (text: string): Line[] => {
  const lines = text.split('\n');
  // A process killed in the middle of a write leaves a torn last line; everything before it is whole. Otherwise
  // the last is empty.
  lines.pop();
  return lines.map((line) => {
    const space = line.indexOf(' ');
    return { table: line.slice(0, space), json: line.slice(space + 1) };
  });
};

/**
 * The state file: one change per line, appended before the response that it belongs to is sent, so that a killed sandbox loses
 * nothing that it has answered. All changes of one request are one write. The file is rewritten (to a new file, then renamed) at
 * start and when it has grown.
 */
export class Journal {
  readonly #file: string;
  readonly #snapshot: () => Entry[];
  #descriptor: number | undefined;
  #waiting: Entry[] = [];
  #written = 0;

  /** `snapshot` answers everything that is to be remembered, for the rewrite. */
  constructor(file: string, snapshot: () => Entry[]) {
    this.#file = file;
    this.#snapshot = snapshot;
  }

  /** What the file remembers, oldest first; nothing where there is none. */
  read(): Line[] {
    return existsSync(this.#file) ? parseLines(readFileSync(this.#file, 'utf8')) : [];
  }

  append(entry: Entry): void {
    if (this.#descriptor === undefined) return;
    if (this.#waiting.push(entry) === 1) queueMicrotask(() => this.flush());
  }

  flush(): void {
    const entries = this.#waiting;
    this.#waiting = [];
    if (this.#descriptor === undefined || entries.length === 0) return;
    this.#written += writeSync(this.#descriptor, entries.map(format).join(''));
    if (this.#written > COMPACT_AFTER_BYTES) this.rewrite();
  }

  /** Replaces the file by a snapshot, atomically. */
  rewrite(): void {
    this.close();
    mkdirSync(dirname(this.#file), { recursive: true });
    const draft = `${this.#file}.new`;
    // Signing key and API keys are in it.
    const descriptor = openSync(draft, 'w', 0o600);
    for (const entry of this.#snapshot()) writeSync(descriptor, format(entry));
    fsyncSync(descriptor);
    renameSync(draft, this.#file);
    this.#descriptor = descriptor;
    this.#written = 0;
  }

  close(): void {
    this.flush();
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
    this.#waiting = [];
  }
}
