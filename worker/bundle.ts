import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkflowBundle } from '@temporalio/worker';
import { failureConverterPath } from './platform/index.ts';

const pathOf = (module: string): string => fileURLToPath(new URL(module, import.meta.url));

/** Bundles the workflow code as a worker, a replayer and the tests run it. Takes a few seconds: do it once per process. */
export function bundleWorkflows(): Promise<WorkflowBundle> {
  return bundleWorkflowCode({
    workflowsPath: pathOf('../workflows/index.ts'),
    workflowInterceptorModules: [pathOf('../workflows/process/trace.ts')],
    preloadModules: [pathOf('../workflows/contract/preload.ts')],
    failureConverterPath,
    // Bundling is quiet unless it fails.
    logger: { log: () => {}, trace: () => {}, debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });
}
