import { IllegalStateError } from '@temporalio/common';
import { DefaultLogger, Runtime } from '@temporalio/worker';

// Temporal's workers log every start and stop; in a test only errors matter.
try {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
} catch (error) {
  // Files share their modules, so that of the file before may still run: with the same options.
  if (!(error instanceof IllegalStateError)) throw error;
}
