import { spawnSync } from 'node:child_process';

const test = (file: string, project = 'e2e'): string[] => ['vitest', 'run', '--project', project, file];

/** How much of it, where it is not the sample of a run of all tests. */
const WHOLE = { DRILL_KILLS: '40', DRILL_CHECKOUTS: '24', RECONCILE_CHECKOUTS: '100000' };

/** What is drilled, and what does it. */
const DRILLS: Record<string, string[]> = {
  upgrade: test('test/e2e/upgrade.test.ts'),
  kill: test('test/e2e/kill.test.ts'),
  reconcile: test('test/workflow/reconcile-many.test.ts', 'workflow'),
  cluster: ['tsx', 'test/drills/cluster/main.ts'],
};

const command = DRILLS[process.argv[2] ?? ''];
if (command === undefined) {
  process.stderr.write(`Usage: npm run drill -- ${Object.keys(DRILLS).join(' | ')}\n`);
  process.exitCode = 2;
} else {
  const { status } = spawnSync('npx', command, { stdio: 'inherit', env: { ...WHOLE, ...process.env } });
  process.exitCode = status ?? 1;
}
