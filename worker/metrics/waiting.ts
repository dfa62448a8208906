import { Gauge, type Registry } from 'prom-client';
import { readWaiting, type Waiting } from '../../activities/ledger/waiting.ts';
import type { Ledger } from '../../activities/ledger/database.ts';
import { remembered } from '../platform/remembered.ts';

/** Longer than one collection, whose metrics all come from one look. */
const REMEMBERED_MS = 1_000;

/** Shows what waits in the ledger; looked up at each collection, and left out where the ledger does not answer. */
export function showWaiting(registry: Registry, db: Ledger): void {
  const look = remembered(() => readWaiting(db).catch(() => null), REMEMBERED_MS);
  const show = (name: string, help: string, value: (waiting: Waiting) => number): void => {
    const gauge = new Gauge({
      name,
      help,
      registers: [],
      async collect() {
        const waiting = await look();
        if (waiting === null) this.remove();
        else this.set(value(waiting));
      },
    });
    registry.registerMetric(gauge);
  };
  show(
    'notification_queues',
    'Queues of notifications to send: a checkout, a receiver',
    ({ notifications }) => notifications.count,
  );
  show(
    'notification_oldest_seconds',
    'How long the oldest notification to send has waited',
    ({ notifications }) => notifications.oldestSeconds,
  );
  show('webhook_events_unsettled', 'Events of Apruve without an outcome', ({ events }) => events.count);
  show('webhook_event_oldest_seconds', 'The age of the oldest of them', ({ events }) => events.oldestSeconds);
  const attention = new Gauge({
    name: 'checkouts_needing_attention',
    help: 'Checkouts that need a person, by the code of their attention',
    labelNames: ['code'],
    registers: [],
    async collect() {
      const waiting = await look();
      this.reset();
      for (const [code, count] of Object.entries(waiting?.attention ?? {})) this.set({ code }, count);
    },
  });
  registry.registerMetric(attention);
}
