import { defineConfig } from 'vitest/config';

const project = (name: string, testTimeout: number) => ({
  extends: true as const,
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout,
    hookTimeout: 60_000,
    setupFiles: name === 'unit' ? [] : ['test/support/setup.ts'],
  },
});

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    projects: [project('unit', 10_000), project('workflow', 30_000), project('api', 30_000), project('e2e', 60_000)],
  },
});
