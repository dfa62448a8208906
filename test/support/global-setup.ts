import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrateLedger } from '../../activities/ledger/database.ts';
import { bundleWorkflows } from '../../worker/bundle.ts';
import { createDatabase, TEMPLATE_DATABASE } from './databases.ts';
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

/** Says after two failures of a workflow task that there is a problem, seconds after the first; the default is five, half a minute. */
const TEMPORAL_SETTINGS = ['system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute=2'];

/** With this variable Temporal suggests a new run after so many events, so that all tests are of processes that go on in new runs. */
const NEW_RUN_AFTER = process.env['NEW_RUN_AFTER'];
const settings = NEW_RUN_AFTER === undefined ? [] : [`limit.historyCount.suggestContinueAsNew=${NEW_RUN_AFTER}`];

/** Starts the services for the first project that asks, and shares them with the others. */
export async function setup({ vitest }: TestProject): Promise<(() => Promise<void>) | undefined> {
  // Each project loads this file separately, so only the run knows whether the services have been started.
  if ('services' in vitest.getRootProject().getProvidedContext()) return undefined;
  const dir = await mkdtemp(join(tmpdir(), 'apruve-checkout-test-'));
  const [postgres, temporal, bundle] = await Promise.all([
    startTestPostgres(dir),
    startTestTemporal(dir, [...TEMPORAL_SETTINGS, ...settings]),
    bundleWorkflows(),
  ]);
  await migrateLedger(await createDatabase(postgres.url, TEMPLATE_DATABASE));
  const bundlePath = join(dir, 'workflows.cjs');
  await writeFile(bundlePath, bundle.code);
  vitest.provide('services', { databaseUrl: postgres.url, temporalAddress: temporal.address, bundlePath });
  return async () => {
    await Promise.all([postgres.stop(), temporal.stop()]);
    await rm(dir, { recursive: true, force: true });
  };
}
