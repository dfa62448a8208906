import { Counter, Gauge, type Registry } from 'prom-client';
import { SCHEDULE_STATES, type Jams } from '../../workflows/contract/jams.ts';
import { WORKFLOW_TYPE } from '../../workflows/contract/messages.ts';

/** Shows what does not go on: workflows, the schedule of reconciliation, and calls that are tried without end. */
export function jamMetrics(registry: Registry) {
  const stuck = new Gauge({
    name: 'workflows_stuck',
    help: 'Workflows whose code fails at every try, by type',
    labelNames: ['workflow_type'],
    registers: [registry],
  });
  const schedule = new Gauge({
    name: 'reconciliation_schedule',
    help: 'The state of the schedule of reconciliation: 1 for the one that it is in',
    labelNames: ['state'],
    registers: [registry],
  });
  const tries = new Counter({
    name: 'activity_tries_in_vain_total',
    help: 'Failed tries of activities that are tried without end, after the first 20 seconds',
    labelNames: ['activity_type'],
    registers: [registry],
  });
  // Zeros, so that both are there before the first jam.
  stuck.set({ workflow_type: WORKFLOW_TYPE }, 0);
  tries.inc({ activity_type: 'record' }, 0);
  return {
    show: (jams: Jams | null): void => {
      stuck.reset();
      schedule.reset();
      if (jams === null) return;
      stuck.set({ workflow_type: WORKFLOW_TYPE }, 0);
      for (const { type } of jams.stuck) stuck.inc({ workflow_type: type });
      for (const state of SCHEDULE_STATES) schedule.set({ state }, state === jams.schedule ? 1 : 0);
    },
    countTry: (activity: string): void => tries.inc({ activity_type: activity }),
  };
}
