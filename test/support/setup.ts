import { DefaultLogger, Runtime } from '@temporalio/worker';

// Temporal's workers log every start and stop; in a test only errors matter.
Runtime.install({ logger: new DefaultLogger('ERROR') });
