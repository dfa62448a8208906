import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { planSchema } from './plan.ts';

/**
 * `npm run model -- --runs 2000 --seed 42`: more sequences than the tests run. By default the seed is random, and printed.
 * `--lane`, `--path`, `--replay` and `--life` repeat a failure as it was printed. `--life` is the JSON of a `Life`. With `--as-found`
 * a failure is printed without a search for a shorter one. `--patience 3` waits longer on a busy machine.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(randomInt(2 ** 31 - 1)) },
    lane: { type: 'string' },
    path: { type: 'string' },
    replay: { type: 'string' },
    life: { type: 'string' },
    patience: { type: 'string', default: '1' },
    'as-found': { type: 'boolean', default: false },
  },
});
const { runs, seed, lane, path, replay, life, patience, 'as-found': asFound } = values;
const share = {
  seed: Number(seed),
  runs: Number(runs),
  ...(lane !== undefined && { lane: Number(lane) }),
  ...(path !== undefined && { path }),
  ...(replay !== undefined && { replay }),
  ...(life !== undefined && { life: JSON.parse(life) }),
};
const plan = planSchema.parse({ shares: [share], shrinks: !asFound, patience: Number(patience) });
process.stdout.write(`Seed ${seed}, ${path === undefined ? `${runs} sequences` : 'the sequence of that path'}.\n`);
const file = lane === undefined ? [] : [Number(lane) % 2 === 0 ? 'even' : 'odd'];
const vitest = spawn('vitest', ['run', '--project', 'model', ...file], {
  stdio: 'inherit',
  env: { ...process.env, MODEL_PLAN: JSON.stringify(plan) },
});
vitest.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
