import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Half of Apruve's and the shop's time-out of 8 s, and twice. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 4, 8, 16];

/** The metrics of one process, with those of Node.js itself. Every name but theirs is listed in docs/monitoring.md. */
export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Where a call to Apruve went, without what would make each one a series of its own. */
export const resourceOf = (path: string): string =>
  path
    .replace(/\?.*/, '')
    .split('/')
    .map((part, index) => (index > 0 && index % 2 === 0 ? ':id' : part))
    .join('/');

/** Counts calls to Apruve, by their outcome: `done`, or the kind of the error. */
export function apruveObserver(registry: Registry) {
  const seconds = new Histogram({
    name: 'apruve_call_duration_seconds',
    help: 'Calls to Apruve, by resource and outcome',
    labelNames: ['method', 'resource', 'outcome'],
    buckets: SECONDS,
    registers: [registry],
  });
  return ({ method, path, outcome, ms }: { method: string; path: string; outcome: string; ms: number }): void =>
    seconds.observe({ method, resource: resourceOf(path), outcome }, ms / 1_000);
}

/** Counts the requests that the API answers, by the pattern of their route. */
export function requestObserver(registry: Registry) {
  const seconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Requests answered, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers: [registry],
  });
  return ({ method, route, status, ms }: { method: string; route: string; status: number; ms: number }): void =>
    seconds.observe({ method, route, status }, ms / 1_000);
}

/** Counts tries of notifications, by what they left: `delivered`, `pending` (tried again later) or `failed`. */
export function deliveryObserver(registry: Registry) {
  const tries = new Counter({
    name: 'notification_tries_total',
    help: 'Tries to deliver a notification to a shop, by the state after it',
    labelNames: ['state'],
    registers: [registry],
  });
  return (state: string): void => tries.inc({ state });
}

/** Shows the connections of pools to the ledger, by the name of the pool. */
export function showConnections(
  registry: Registry,
  pools: Record<string, () => { total: number; idle: number; waiting: number }>,
): void {
  const connections = new Gauge({
    name: 'ledger_connections',
    help: 'Connections to the ledger, and callers that wait for one',
    labelNames: ['pool', 'state'],
    registers: [],
    collect() {
      for (const [pool, count] of Object.entries(pools)) {
        for (const [state, value] of Object.entries(count())) this.set({ pool, state }, value);
      }
    },
  });
  registry.registerMetric(connections);
}
