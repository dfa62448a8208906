import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import type { Measured } from './measure.ts';

interface Sides {
  product: Measured[];
  bare: Measured[];
}

/** Events and bytes of all workflows of a life. */
interface Histories {
  events: number;
  bytes: number;
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const of = (turns: Measured[], value: (turn: Measured) => number): number => median(turns.map(value));
const cpu = ({ cpuMs }: Measured, names: string[]): number => names.reduce((sum, name) => sum + (cpuMs[name] ?? 0), 0);

/** The figures as `docs/performance.md` has them: medians of the turns, and their ratios. */
export function report(many: Sides, alone: Sides, histories: Histories): string {
  const row = (name: string, product: number, bare: number, digits = 0): string =>
    `${name.padEnd(36)} ${product.toFixed(digits).padStart(8)} ${bare.toFixed(digits).padStart(8)} ${(product / bare).toFixed(2).padStart(7)}\n`;
  const first = (turns: Measured[]): number => median(turns.flatMap(({ firstAnswersMs }) => firstAnswersMs));
  const parts = ['worker', 'api', 'temporal', 'database'];
  return [
    `${''.padEnd(36)} ${'product'.padStart(8)} ${'bare'.padStart(8)} ${'ratio'.padStart(7)}\n`,
    row(
      'lives a second, 20 clients',
      of(many.product, ({ perSecond }) => perSecond),
      of(many.bare, ({ perSecond }) => perSecond),
      1,
    ),
    row('first answer, 1 client, p50, ms', first(alone.product), first(alone.bare), 1),
    row(
      'CPU of a life, ms',
      of(many.product, (turn) => cpu(turn, parts)),
      of(many.bare, (turn) => cpu(turn, parts)),
    ),
    ...[...parts, 'sandbox', 'client'].map((part) =>
      row(
        `  of it ${part}`,
        of(many.product, (turn) => cpu(turn, [part])),
        of(many.bare, (turn) => cpu(turn, [part])),
      ),
    ),
    `history of a life: ${histories.events} events, ${(histories.bytes / 1_000).toFixed(1)} kB, of all its workflows\n`,
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
