import { parseArgs } from 'node:util';

import { stackDir } from './paths.ts';
import { Stack } from './stack.ts';
import { stackTable } from './table.ts';

const usage = `npm start [-- --fresh]
  --fresh   begin without the data of earlier runs
What the environment configures (TEMPORAL_ADDRESS, DATABASE_URL, APRUVE_*) is used; all else is started here.`;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { fresh: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) {
    say(usage);
    return 0;
  }
  const start = performance.now();
  const dir = stackDir(process.env);
  const stack = new Stack({ dir, env: { ...process.env }, fresh: values.fresh ?? false, say });
  const asked = stopRequest();
  const ended = await Promise.race([stack.start(), asked]);
  if (ended === undefined) say(stackTable(stack.info, (performance.now() - start) / 1_000, dir));
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
