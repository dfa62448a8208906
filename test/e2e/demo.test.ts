import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);

describe('npm run demo, on a machine where nothing runs', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'apruve-checkout-demo-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('starts everything, takes one checkout through its whole life, and leaves nothing running', async () => {
    const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], STACK_DIR: dir };
    const { stdout } = await run(process.execPath, ['--import', 'tsx', 'test/stack/demo.ts'], { env, timeout: 55_000 });
    expect(stdout).toMatch(/the checkout has ended: paid, payment status full/);
    for (const action of ['authorize', 'invoice', 'shipment', 'capture']) expect(stdout).toContain(action);
    const left = await run('sh', ['-c', `ps -eo args | grep -F ${dir} | grep -v grep || true`]);
    expect(left.stdout).toBe('');
  });
});
