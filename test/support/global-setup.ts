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

/**
 * With this variable processes go on in a new run after so many events, so that all tests are of processes in several runs. Temporal's own
 * setting would be for the workflows too by which it keeps its deployments, and these do not stand it.
 */
const NEW_RUN_AFTER = process.env['NEW_RUN_AFTER'];

function inShortRuns(code: string, events: string): string {
  const changed = code
    .replace('const { continueAsNewSuggested, targetWorker', 'const { historyLength, targetWorker')
    .replace('return (continueAsNewSuggested ||', `return (historyLength > ${Number(events)} ||`);
  if (changed.length === code.length) throw new Error('The bundle has no place where a new run is due.');
  return changed;
}

/** Starts the services for the first project that asks, and shares them with the others. */
export async function setup({ vitest }: TestProject): Promise<(() => Promise<void>) | undefined> {
  // Each project loads this file separately, so only the run knows whether the services have been started.
  if ('services' in vitest.getRootProject().getProvidedContext()) return undefined;
  const dir = await mkdtemp(join(tmpdir(), 'apruve-checkout-test-'));
  const [postgres, temporal, bundle] = await Promise.all([
    startTestPostgres(dir),
    startTestTemporal(dir, TEMPORAL_SETTINGS),
    bundleWorkflows(),
  ]);
  await migrateLedger(await createDatabase(postgres.url, TEMPLATE_DATABASE));
  const bundlePath = join(dir, 'workflows.cjs');
  await writeFile(bundlePath, NEW_RUN_AFTER === undefined ? bundle.code : inShortRuns(bundle.code, NEW_RUN_AFTER));
  vitest.provide('services', { databaseUrl: postgres.url, temporalAddress: temporal.address, bundlePath });
  return async () => {
    await Promise.all([postgres.stop(), temporal.stop()]);
    await rm(dir, { recursive: true, force: true });
  };
}
