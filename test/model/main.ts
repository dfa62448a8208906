import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

/**
 * `npm run model -- --runs 2000 --seed 42`: more sequences than the tests run. By default the seed is random, and printed.
 * `--lane`, `--path` and `--replay` repeat a failure as it was printed. With `--as-found` a failure is printed without a search
 * for a shorter one.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(randomInt(2 ** 31 - 1)) },
    lane: { type: 'string' },
    path: { type: 'string' },
    replay: { type: 'string' },
    'as-found': { type: 'boolean', default: false },
  },
});
const { runs, seed, lane, path, replay, 'as-found': asFound } = values;
const asked = {
  MODEL_RUNS: runs,
  MODEL_SEED: seed,
  ...(lane !== undefined && { MODEL_LANE: lane }),
  ...(path !== undefined && { MODEL_PATH: path }),
  ...(replay !== undefined && { MODEL_REPLAY: replay }),
  ...(asFound && { MODEL_SHRINKS: 'no' }),
};
process.stdout.write(`Seed ${seed}, ${path === undefined ? `${runs} sequences` : 'the sequence of that path'}.\n`);
const file = lane === undefined ? [] : [Number(lane) % 2 === 0 ? 'even' : 'odd'];
const vitest = spawn('vitest', ['run', '--project', 'model', ...file], { stdio: 'inherit', env: { ...process.env, ...asked } });
vitest.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
