import { defineConfig } from 'vitest/config';

/** The tables of the rules, without the random lives: a mutant is run against them in a moment. */
export default defineConfig({
  test: { include: ['test/unit/rules/**/*.test.ts'], exclude: ['**/random-lives.test.ts'], isolate: false },
});
