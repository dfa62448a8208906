export default {
  mutate: ['workflows/rules/**/*.ts'],
  plugins: ['@stryker-mutator/vitest-runner'],
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // No such file: Stryker would rewrite ours with a part of TypeScript that version 7 no longer has, and nothing here needs it.
  tsconfigFile: 'none',
  tempDirName: '.local/mutation',
  ignorePatterns: ['/docs', '/test/histories'],
  reporters: ['clear-text', 'progress-append-only', 'json'],
  jsonReporter: { fileName: '.local/mutation.json' },
  clearTextReporter: { allowColor: false, reportTests: false },
  thresholds: { high: 95, low: 90, break: 90 },
};
