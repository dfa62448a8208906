import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { migrateLedger, openLedger } from '../../activities/ledger/database.ts';
import { createDatabase, runSql } from '../support/databases.ts';
import { withRig } from '../support/with-rig.ts';
import { authorized, startApi } from './api.ts';

const ROLE = 'checkout_runtime';
/** What docs/deploying.md has an owner run. */
const RIGHTS = readFileSync('deploy/postgres/runtime-role.sql', 'utf8')
  .replaceAll(/^--.*$/gm, '')
  .split(';')
  .map((statement) => statement.trim())
  .filter(Boolean);

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

  it('has its rights in time where they were given before the first migration', async () => {
    const fresh = await createDatabase(inject('services').databaseUrl, 'rights_first');
    await runSql(fresh, ...RIGHTS);
    await expect(migrateLedger(asRole(fresh))).rejects.toMatchObject({
      cause: { message: expect.stringMatching('permission denied') },
    });
    await migrateLedger(fresh);
    await expect(migrateLedger(asRole(fresh))).resolves.toBeUndefined();
    await runSql(asRole(fresh), 'delete from checkouts');
  });

  it('is enough for worker and API', async () => {
    const worker = await rig.startWorker({ config: { database: { url } } });
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
    await expect(command).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('permission denied') });
  });
});
