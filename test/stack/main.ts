import { parseArgs } from 'node:util';

import { fastDays } from './fast-days.ts';
import { stackDir } from './paths.ts';
import { Stack } from './stack.ts';
import { stackTable } from './table.ts';

const usage = `npm start [-- --fresh] [--day 2s]
  --fresh     begin without the data of earlier runs
  --day 2s    a day lasts two seconds: due dates, expiry and approval deadlines of new checkouts come within minutes
What the environment configures (TEMPORAL_ADDRESS, DATABASE_URL, APRUVE_*) is used; all else is started here.`;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { fresh: { type: 'boolean' }, day: { type: 'string' }, help: { type: 'boolean' } } });
  if (values.help) {
    say(usage);
    return 0;
  }
  const start = performance.now();
  const dir = stackDir(process.env);
  const env = { ...process.env, ...(values.day !== undefined && fastDays(values.day, process.env)) };
  const stack = new Stack({ dir, env, fresh: values.fresh ?? false, say });
  const asked = stopRequest();
  const ended = await Promise.race([stack.start(), asked]);
  if (ended === undefined) say(stackTable(stack.info, (performance.now() - start) / 1_000, dir, env['BANNER']));
  say(`${await asked}: stopping`);
  await stack.stop();
  return 0;
}

/** The first request to stop. Later ones change nothing: the terminal, npm and tsx may each pass the same Ctrl-C on. */
function stopRequest(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve(signal));
  });
}

try {
  process.exit(await main());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
