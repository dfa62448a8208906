import { randomInt } from 'node:crypto';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

interface Needs {
  testTimeout: number;
  /** PostgreSQL, Temporal and the bundled workflow code: started once, however many projects ask for them. */
  services?: boolean;
  /** One load of the modules for all files of a worker: for tests that leave nothing behind in them. */
  isolate?: boolean;
}

const project = (
  name: string,
  order: { groupOrder: number; maxWorkers: number },
  { testTimeout, services = false, isolate = true }: Needs,
) => ({
  extends: true as const,
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout,
    isolate,
    hookTimeout: 180_000,
    ...(services && { globalSetup: ['test/support/global-setup.ts'], setupFiles: ['test/support/setup.ts'] }),
    maxWorkers: order.maxWorkers,
    sequence: { groupOrder: order.groupOrder },
  },
});

/** Most of their time is waiting for other processes, so more of them run at once than there are cores. */
const together = { groupOrder: 0, maxWorkers: 4 };
/** Whole stacks, browsers and killed processes: each file starts some processes of its own. */
const stacks = { groupOrder: 1, maxWorkers: 2 };
/** Two processes, each busy for itself. */
const two = { groupOrder: 2, maxWorkers: 2 };

/** Files whose tests mostly wait for time to pass, as Temporal's retries: the whole run waits for them where they begin late. */
const WAITING = /\/(unserved-build|jams|new-runs|repair|told)\.test\.ts$/;

/** Begins with the files that wait, within each group of projects. */
class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ project: { config }, moduleId }: TestSpecification): number =>
      2 * config.sequence.groupOrder + (WAITING.test(moduleId) ? 0 : 1);
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: WaitingFirst },
    // What the model draws anew each time: of the whole run, because its processes share the sequences.
    env: { MODEL_RANDOM_SEED: process.env['MODEL_RANDOM_SEED'] ?? String(randomInt(2 ** 31 - 1)) },
    // Waits for a state, on machines of any speed.
    expect: { poll: { timeout: 60_000 } },
    projects: [
      project('unit', together, { testTimeout: 60_000, isolate: false }),
      project('tools', together, { testTimeout: 60_000 }),
      project('workflow', together, { testTimeout: 120_000, services: true, isolate: false }),
      project('api', together, { testTimeout: 120_000, services: true, isolate: false }),
      project('model', two, { testTimeout: 1_200_000, services: true }),
      project('e2e', stacks, { testTimeout: 180_000, services: true }),
    ],
  },
});
