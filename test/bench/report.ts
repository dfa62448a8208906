import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { Measured } from './measure.ts';

interface Sides {
  product: Measured[];
  bare: Measured[];
  /** On an engine that needs PostgreSQL alone. */
  peer: Measured[];
}

/** Events and bytes of all workflows of a life. */
interface Histories {
  events: number;
  bytes: number;
}

/** What does not depend on the speed of the machine, and what webhooks do. */
interface Counted extends Histories {
  statements: number;
  webhooks: Measured;
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const p99 = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? 0;
const of = (turns: Measured[], value: (turn: Measured) => number): number => median(turns.map(value));
const cpu = ({ cpuMs }: Measured, names: string[]): number => names.reduce((sum, name) => sum + (cpuMs[name] ?? 0), 0);

/** What stands for Apruve and the shop: it runs on the same cores. */
const DOUBLES = ['sandbox', 'client'];

/** The figures as `docs/performance.md` has them: medians of the turns, and their ratios. */
export function report(many: Sides, alone: Sides, { events, bytes, statements, webhooks }: Counted): string {
  const row = (name: string, sides: Sides, value: (turns: Measured[]) => number, digits = 0): string => {
    const [product, bare, peer] = [value(sides.product), value(sides.bare), value(sides.peer)];
    const cells = [product, bare, peer].map((each) => each.toFixed(digits).padStart(8));
    return `${name.padEnd(36)} ${cells.join(' ')} ${(product / bare).toFixed(2).padStart(7)}\n`;
  };
  const first = (turns: Measured[]): number => median(turns.flatMap(({ firstAnswersMs }) => firstAnswersMs));
  const parts = ['worker', 'api', 'temporal', 'database'];
  return [
    `${''.padEnd(36)} ${['product', 'bare', 'peer', 'ratio'].map((name) => name.padStart(8)).join(' ')}\n`,
    row('lives a second, 20 clients', many, (turns) => of(turns, ({ perSecond }) => perSecond), 1),
    row('first answer, 1 client, p50, ms', alone, first, 1),
    row('CPU of a life, ms', many, (turns) => of(turns, (turn) => cpu(turn, parts))),
    ...[...parts, ...DOUBLES].map((part) => row(`  of it ${part}`, many, (turns) => of(turns, (turn) => cpu(turn, [part])))),
    row('CPU of a life, all of these, ms', many, (turns) => of(turns, (turn) => cpu(turn, [...parts, ...DOUBLES]))),
    `history of a life: ${events} events, ${(bytes / 1_000).toFixed(1)} kB, of all its workflows\n`,
    `statements of a life: ${statements.toFixed(0)}\n`,
    `webhooks accepted a second by one API process: ${webhooks.perSecond.toFixed(0)}; p99 ${p99(webhooks.firstAnswersMs).toFixed(0)} ms; CPU of one: `,
    `API ${cpu(webhooks, ['api']).toFixed(1)} ms, PostgreSQL ${cpu(webhooks, ['database']).toFixed(1)} ms\n`,
  ].join('');
}

/** What the histories of a few lives hold: the median, of every workflow whose id begins with the life's. */
export async function historiesOf(client: Client, turns: Measured[]): Promise<Histories> {
  const events: number[] = [];
  const bytes: number[] = [];
  for (const id of turns.flatMap(({ ids }) => ids).slice(0, 20)) {
    let [count, size] = [0, 0];
    for await (const { workflowId, runId } of client.workflow.list({ query: `WorkflowId STARTS_WITH "${id}"` })) {
      const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
      count += history.events?.length ?? 0;
      size += proto.temporal.api.history.v1.History.encode(history).finish().length;
    }
    events.push(count);
    bytes.push(size);
  }
  return { events: median(events), bytes: median(bytes) };
}
