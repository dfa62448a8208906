import { spawn } from 'node:child_process';
import type { z } from 'zod';
import type { planSchema } from '../plan.ts';
import { readMutants, type Mutant } from './patches.ts';
import { applyPatch, makeScratch, type Scratch } from './scratch.ts';

/*
 * `npm run mutants`: makes each fault of this folder in a copy of the tree, and runs the model on it until it fails. A fault that it does
 * not find within a minute, or a patch that does not fit any more, is a failure; so is a sequence that fails without the fault as well.
 * With names (`npm run mutants -- cancel-without-list`) only those.
 */

const SEED = 20_260_101;
const LIMIT_MS = 60_000;

/** How a mutant fared; `again` names the sequence that found it. */
interface Result {
  mutant: Mutant;
  seconds: number;
  said: string;
  again: Again | null;
}

interface Again {
  lane: number;
  seed: number;
  path: string;
  replay: string;
}

type Plan = z.input<typeof planSchema>;

/** Runs half of the lanes in the copy; answers what they printed. */
function runModel({ dir }: Scratch, plan: Plan): Promise<{ out: string; code: number | null }> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, MODEL_PLAN: JSON.stringify(plan) };
    const vitest = spawn('node_modules/.bin/vitest', ['run', '--project', 'model', 'even'], { cwd: dir, env });
    let out = '';
    for (const stream of [vitest.stdout, vitest.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        out += text;
      });
    vitest.on('error', reject);
    vitest.on('exit', (code) => resolve({ out, code }));
  });
}

/** The sequence that a failure names. Null where nothing failed, or something else than a sequence. */
function againOf(out: string): Again | null {
  const found = /Again: npm run model -- --lane (\d) --seed (-?\d+) --path "([^"]*)" --replay "([^"]*)"/.exec(out);
  const [, lane, seed, path, replay] = found ?? [];
  if (lane === undefined || seed === undefined || path === undefined || replay === undefined) return null;
  return { lane: Number(lane), seed: Number(seed), path, replay };
}

async function find(scratch: Scratch, mutant: Mutant): Promise<Result> {
  const began = Date.now();
  const result = (said: string, again: Again | null = null): Result => ({
    mutant,
    seconds: Math.round((Date.now() - began) / 1_000),
    said,
    again,
  });
  try {
    await applyPatch(scratch.dir, mutant.file, 'make');
  } catch (error) {
    return result(`does not apply: ${error instanceof Error ? error.message : String(error)}`);
  }
  const share = { seed: SEED, runs: 6_000, life: mutant.life };
  const { out } = await runModel(scratch, { shares: [share], shrinks: false, stopsAtFirst: true, timeLimitMs: LIMIT_MS });
  await applyPatch(scratch.dir, mutant.file, 'take back');
  const again = againOf(out);
  if (again !== null) return result('found', again);
  return result(out.includes('had done only') ? 'survives' : `could not be run:\n${out.slice(-4_000)}`);
}

/** The sequences that found something, without the faults: those that fail all the same. */
async function failingAnyway(scratch: Scratch, results: readonly Result[]): Promise<string> {
  const shares = results.flatMap(({ mutant, again }) => (again === null ? [] : [{ ...again, runs: 1, life: mutant.life }]));
  if (shares.length === 0) return '';
  const { out, code } = await runModel(scratch, { shares });
  return code === 0 ? '' : out;
}

async function main(): Promise<boolean> {
  const names = process.argv.slice(2);
  const mutants = (await readMutants()).filter(({ name }) => names.length === 0 || names.includes(name));
  const scratch = await makeScratch();
  const results: Result[] = [];
  try {
    for (const mutant of mutants) {
      const result = await find(scratch, mutant);
      results.push(result);
      const { name, rule } = mutant;
      process.stdout.write(`${String(result.seconds).padStart(4)} s  ${result.said.padEnd(8)}  ${name} (${rule})\n`);
    }
    const anyway = await failingAnyway(scratch, results);
    const found = results.filter(({ again }) => again !== null);
    process.stdout.write(`${found.length} of ${results.length} faults found.\n`);
    if (anyway !== '') process.stdout.write(`Without the faults these sequences must pass, and do not:\n${anyway}\n`);
    return anyway === '' && found.length === mutants.length && mutants.length > 0;
  } finally {
    await scratch.remove();
  }
}

process.exitCode = (await main()) ? 0 : 1;
