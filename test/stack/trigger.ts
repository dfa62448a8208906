import { loadConfig, withLocalStack } from '../../worker/platform/index.ts';
import { stackDir } from './paths.ts';
import { readStack } from './stack-file.ts';
import { TRIGGERS } from './trigger-deeds.ts';
import { trigger } from './trigger-run.ts';

// `npm run trigger`: makes something happen at the sandbox of the running stack.

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const usage = [
  'npm run trigger -- <what> <checkout or order number>',
  ...Object.entries(TRIGGERS).map(([name, { what }]) => `  ${name.padEnd(14)} ${what}`),
].join('\n');

async function run(name: string, wanted: string | undefined): Promise<void> {
  if (TRIGGERS[name] === undefined) throw new Error(`There is no "${name}".\n${usage}`);
  if (wanted === undefined) throw new Error(`Of which checkout?\n${usage}`);
  const info = readStack(stackDir(process.env));
  if (info === null) throw new Error('It needs a running stack: `npm start`.');
  await trigger({ info, config: loadConfig(withLocalStack(process.env)), say }, TRIGGERS[name], wanted);
}

try {
  const [, , name, wanted] = process.argv;
  if (name === undefined) say(usage);
  else await run(name, wanted);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
