import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkflowBundle } from '@temporalio/worker';
import { failureConverterPath } from './platform/index.ts';

const pathOf = (module: string): string => fileURLToPath(new URL(module, import.meta.url));

interface BundleParts {
  /** Where the workflows are. */
  folder?: string;
  /** Modules with interceptors, beside that of the product. They are loaded before the workflows. */
  interceptors?: string[];
}

/** Bundles the workflow code as a worker, a replayer and the tests run it. Takes a few seconds: do it once per process. */
export function bundleWorkflows({
  folder = pathOf('../workflows'),
  interceptors = [],
}: BundleParts = {}): Promise<WorkflowBundle> {
  return bundleWorkflowCode({
    workflowsPath: join(folder, 'index.ts'),
    workflowInterceptorModules: [join(folder, 'process/trace.ts'), ...interceptors],
    // Loaded once and shared by all workflows: each of them would take its own copy, a tenth of a megabyte.
    preloadModules: [...interceptors, join(folder, 'contract/preload.ts'), join(folder, 'index.ts'), failureConverterPath],
    failureConverterPath,
    // Bundling is quiet unless it fails.
    logger: { log: () => {}, trace: () => {}, debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });
}
