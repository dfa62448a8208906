import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/*.test.ts'] } },
      {
        test: {
          name: 'medusa',
          include: ['test/medusa/*.test.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: 180_000,
          maxWorkers: 1,
        },
      },
    ],
  },
});
