import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';
import { buildGate, findCaught, findPassing, parsed, quietly } from '../gate/replays.ts';
import { addHistory, HISTORIES_INTO, readFiles, readHistories } from './store.ts';

const usage = `npm run histories -- <version> [test files]
Runs tests of workflows, and adds to test/histories/<version> what they lived through at places of the workflows that no history of that
version holds yet.`;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

const [version = '', ...files] = parseArgs({ allowPositionals: true }).positionals;
if (/^\d+\.\d+\.\d+$/.test(version)) await record();
else {
  print(usage);
  process.exitCode = 2;
}

async function record(): Promise<void> {
  const into = await mkdtemp(join(tmpdir(), 'apruve-checkout-histories-'));
  try {
    process.env[HISTORIES_INTO] = into;
    const vitest = await startVitest('test', files, { project: ['workflow', 'api'], run: true, watch: false });
    await vitest.close();
    const lived = await readFiles(into, await readdir(into));
    const chosen = await whatHoldsMore(lived);
    for (const name of chosen) {
      const [test = ''] = name.split('.');
      print(`added ${await addHistory(version, test, lived.get(name) ?? '')}`);
    }
    print(`${chosen.size} of ${lived.size} histories hold places that none of ${version} has held.`);
  } finally {
    await rm(into, { recursive: true });
  }
}

/** As few as hold every place that any of them holds and that no history of this version does. */
async function whatHoldsMore(lived: ReadonlyMap<string, string>): Promise<Set<string>> {
  quietly();
  const gate = await buildGate();
  const known = parsed(new Map([...(await readHistories())].filter(([path]) => path.startsWith(`${version}/`))));
  const held = await findCaught(gate, known, await findPassing(gate, known));
  const candidates = parsed(lived);
  const passing = [...(await findPassing(gate, candidates))].filter(([place]) => (held.get(place) ?? null) === null);
  // The places that the fewest pass come first: what is taken for them holds many of the others.
  const rarestFirst = new Map(passing.sort(([, one], [, other]) => one.length - other.length));
  const caught = await findCaught(gate, candidates, rarestFirst);
  return new Set([...caught.values()].filter((name) => name !== null));
}
