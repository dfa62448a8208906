import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import type { TestProject } from 'vitest/node';
import { migrateLedger } from '../../activities/ledger/database.ts';
import { bundleWorkflows } from '../../worker/bundle.ts';
import { startTestPostgres, startTestTemporal } from '../stack/services.ts';

/** What all test files share: one PostgreSQL, one Temporal server, one bundle of the workflow code. */
export interface Services {
  databaseUrl: string;
  temporalAddress: string;
  bundlePath: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    services: Services;
  }
}

/** A database with all tables, copied for every test file: faster than migrating each. */
export const TEMPLATE_DATABASE = 'checkout_template';

/** Starts the services once per test run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), 'apruve-checkout-test-'));
  const [postgres, temporal, bundle] = await Promise.all([startTestPostgres(dir), startTestTemporal(dir), bundleWorkflows()]);
  await createTemplate(postgres.url);
  const bundlePath = join(dir, 'workflows.cjs');
  await writeFile(bundlePath, bundle.code);
  project.provide('services', { databaseUrl: postgres.url, temporalAddress: temporal.address, bundlePath });
  return async () => {
    await Promise.all([postgres.stop(), temporal.stop()]);
    await rm(dir, { recursive: true, force: true });
  };
}

async function createTemplate(adminUrl: string): Promise<void> {
  const pool = new Pool({ connectionString: adminUrl, max: 1 });
  await pool.query(`create database ${TEMPLATE_DATABASE}`);
  await pool.end();
  await migrateLedger(databaseNamed(adminUrl, TEMPLATE_DATABASE));
}

/** The address of another database on the same server. */
export function databaseNamed(url: string, name: string): string {
  const named = new URL(url);
  named.pathname = `/${name}`;
  return named.href;
}
