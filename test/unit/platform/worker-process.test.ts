import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

/** A whole environment, in which nobody answers. */
const NOWHERE = {
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
  TEMPORAL_ADDRESS: '127.0.0.1:1',
  SECRETS_KEY: Buffer.alloc(32, 1).toString('base64'),
  PAYLOAD_KEYS: `a:${Buffer.alloc(32, 2).toString('base64')}`,
  // Read after the database has answered.
  WORKFLOW_BUNDLE: 'none.cjs',
};

it('a worker without a database ends, so that its supervisor starts another', () => {
  const { PATH = '' } = process.env;
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'worker/main.ts'], {
    env: { PATH, ...NOWHERE },
    encoding: 'utf8',
    timeout: 15_000,
  });
  expect(stderr).toContain('ECONNREFUSED');
  expect(status).toBe(1);
});
