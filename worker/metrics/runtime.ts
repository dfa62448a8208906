import { createServer } from 'node:net';
import { makeTelemetryFilterString, Runtime, type LogLevel } from '@temporalio/worker';
import type { Logger } from 'pino';

/**
 * Sets up Temporal's runtime of this process: its lines and those of its native core go to our logger. With `metrics` its core counts,
 * and what is answered reads that in the text format of Prometheus.
 */
export async function installRuntime(log: Logger, { metrics }: { metrics: boolean }): Promise<() => Promise<string>> {
  const port = metrics ? await freePort() : null;
  const bindAddress = `127.0.0.1:${port}`;
  Runtime.install({
    logger: temporalLogger(log),
    shutdownSignals: [],
    telemetryOptions: {
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }) },
      ...(port !== null && {
        metrics: { prometheus: { bindAddress, countersTotalSuffix: true, unitSuffix: true, useSecondsForDurations: true } },
      }),
    },
  });
  return async () => (port === null ? '' : (await fetch(`http://${bindAddress}/metrics`)).text());
}

/** Temporal's core takes an address and does not tell which port it got. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No port is free.');
  return address.port;
}

const CHECKOUT = /^chk_[a-z2-7]{26}/;

/** The checkout that a line of Temporal's is about: the id of its workflow begins with it. */
function checkoutIn(meta: object = {}): { checkout_id?: string } {
  const id = 'workflowId' in meta ? meta.workflowId : 'workflow_id' in meta ? meta.workflow_id : null;
  const [checkoutId] = typeof id === 'string' ? (CHECKOUT.exec(id) ?? []) : [];
  return checkoutId === undefined ? {} : { checkout_id: checkoutId };
}

/** Passes Temporal's log lines to our logger. Its info is our debug, because it logs every start and stop. */
function temporalLogger(log: Logger) {
  const at = (level: 'trace' | 'debug' | 'info' | 'warn' | 'error') => (message: string, meta?: object) => {
    log[level]({ ...meta, ...checkoutIn(meta) }, message);
  };
  const lines = { trace: at('trace'), debug: at('debug'), info: at('debug'), warn: at('warn'), error: at('error') };
  const levels = { TRACE: lines.trace, DEBUG: lines.debug, INFO: lines.info, WARN: lines.warn, ERROR: lines.error };
  return { ...lines, log: (level: LogLevel, message: string, meta?: object) => levels[level](message, meta) };
}
