import { DefaultLogger, Runtime } from '@temporalio/worker';

// Temporal's workers tell about every start and stop: only errors are news in a test.
Runtime.install({ logger: new DefaultLogger('ERROR') });
