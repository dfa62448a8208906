import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { migrateLedger, openLedger } from '../../activities/ledger/database.ts';
import { createLogger } from '../../worker/platform/index.ts';
import { startWorker } from '../../worker/run.ts';
import { runSql } from '../support/databases.ts';
import { withRig } from '../support/with-rig.ts';
import { authorized, startApi } from './api.ts';

const ROLE = 'checkout_runtime';
const RIGHTS = [
  `grant usage on schema public, drizzle to ${ROLE}`,
  `grant select, insert, update, delete on all tables in schema public to ${ROLE}`,
  `grant usage on all sequences in schema public to ${ROLE}`,
  `grant select on all tables in schema drizzle to ${ROLE}`,
];

/** The same database as another role. */
function asRole(url: string): string {
  const changed = new URL(url);
  changed.username = ROLE;
  return changed.href;
}

describe('a database role that may not change tables', () => {
  const rig = withRig({}, { worker: false });
  let url: string;

  beforeAll(async () => {
    const services = inject('services');
    await runSql(services.databaseUrl, `create role ${ROLE} login`);
    await runSql(rig.config.database.url, ...RIGHTS);
    url = asRole(rig.config.database.url);
  });

  it('starts where another role has migrated', async () => {
    await expect(runSql(url, 'create table mine (id int)')).rejects.toThrow('permission denied');
    await expect(migrateLedger(url)).resolves.toBeUndefined();
  });

  it('is enough for worker and API', async () => {
    const bundle = { codePath: inject('services').bundlePath };
    const worker = await startWorker({ ...rig.config, database: { url } }, bundle, { log: createLogger('error', 'worker') });
    const ledger = openLedger(url, { max: 3 });
    const api = await startApi(rig, { ledger });
    const { path } = await authorized(rig, api);
    await api.post(`${path}/invoices`, {});
    expect((await api.get(path)).body.status).toBe('invoiced');
    expect((await api.get('/v1/checkouts')).body.items).toHaveLength(1);
    await Promise.all([worker.stop(), ledger.close()]);
  });

  it('cannot migrate, and the command says so', async () => {
    const empty = new URL(url);
    empty.pathname = '/postgres';
    const command = promisify(execFile)(process.execPath, ['--import', 'tsx', 'worker/commands/cli.ts', 'migrate'], {
      env: { ...process.env, DATABASE_URL: empty.href },
    });
    await expect(command).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('permission denied for database') });
  });
});
