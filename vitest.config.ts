import { randomInt } from 'node:crypto';
import { defineConfig } from 'vitest/config';

const project = (name: string, testTimeout: number, order: { groupOrder: number; maxWorkers: number }) => ({
  extends: true as const,
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout,
    hookTimeout: 60_000,
    setupFiles: name === 'unit' ? [] : ['test/support/setup.ts'],
    maxWorkers: order.maxWorkers,
    sequence: { groupOrder: order.groupOrder },
  },
});

/** Most of their time is waiting for other processes, so more of them run at once than there are cores. */
const together = { groupOrder: 0, maxWorkers: 3 };
/** Whole stacks, browsers and killed processes: one at a time, for they are about how long things take. */
const alone = { groupOrder: 1, maxWorkers: 1 };
/** Two processes, each busy for itself. */
const two = { groupOrder: 2, maxWorkers: 2 };

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    // What the model draws anew each time: of the whole run, for its processes share the sequences.
    env: { MODEL_RANDOM_SEED: process.env['MODEL_RANDOM_SEED'] ?? String(randomInt(2 ** 31 - 1)) },
    // Waits for a state, on machines of any speed.
    expect: { poll: { timeout: 15_000 } },
    projects: [
      project('unit', 20_000, together),
      project('workflow', 30_000, together),
      project('api', 30_000, together),
      project('model', 1_200_000, two),
      project('e2e', 60_000, alone),
    ],
  },
});
