import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Lives one life; answers its workflow's id and how long its first answer took. */
export type Life = () => Promise<{ id: string; firstAnswerMs: number }>;

/** What some lives cost. */
export interface Measured {
  lives: number;
  perSecond: number;
  /** Of one life, by the name of the process. */
  cpuMs: Record<string, number>;
  firstAnswersMs: number[];
  ids: string[];
}

/** Lives `lives` lives with `clients` at once, and measures the processes meanwhile; `pids` are the roots of their trees. */
export async function measure(life: Life, lives: number, clients: number, pids: Record<string, number>): Promise<Measured> {
  const before = cpuOf(pids);
  const began = performance.now();
  const done: Awaited<ReturnType<Life>>[] = [];
  let left = lives;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (left > 0) {
        left -= 1;
        done.push(await life());
      }
    }),
  );
  const seconds = (performance.now() - began) / 1_000;
  const after = cpuOf(pids);
  const cpuMs = Object.fromEntries(Object.keys(pids).map((name) => [name, ((after[name] ?? 0) - (before[name] ?? 0)) / lives]));
  return {
    lives,
    perSecond: lives / seconds,
    cpuMs,
    firstAnswersMs: done.map(({ firstAnswerMs }) => firstAnswerMs),
    ids: done.map(({ id }) => id),
  };
}

const TICK_MS = 1_000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** CPU time in ms of each process with its children, from Linux' /proc. Of this one without: all others are its children. */
function cpuOf(pids: Record<string, number>): Record<string, number> {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(statOf);
  const tree = (pid: number): number => {
    const own = stats.find((each) => each.pid === pid)?.ms ?? 0;
    return pid === process.pid
      ? own
      : stats.filter(({ parent }) => parent === pid).reduce((all, child) => all + tree(child.pid), own);
  };
  return Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, tree(pid)]));
}

/** Time as user and in the kernel; children that have ended, such as PostgreSQL's connections, count for their parent. */
function statOf(pid: string): { pid: number; parent: number; ms: number }[] {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
      .map(Number);
    const [, parent = 0] = fields;
    const ended = Number(pid) === process.pid ? 0 : (fields[13] ?? 0) + (fields[14] ?? 0);
    return [{ pid: Number(pid), parent, ms: ((fields[11] ?? 0) + (fields[12] ?? 0) + ended) * TICK_MS }];
  } catch {
    // It has ended since the folder was listed.
    return [];
  }
}
