import { spawnSync } from 'node:child_process';

/** What is drilled, and the test that does it. */
const DRILLS: Record<string, string> = { upgrade: 'test/e2e/upgrade.test.ts' };

const file = DRILLS[process.argv[2] ?? ''];
if (file === undefined) {
  process.stderr.write(`Usage: npm run drill -- ${Object.keys(DRILLS).join(' | ')}\n`);
  process.exitCode = 2;
} else {
  const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'e2e', file], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
