import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ACTIVITIES = fileURLToPath(new URL('../../../activities/', import.meta.url));

// The linter refuses `Date.now` and its like, but has no rule for a `new Date()` without an argument.
it('activities take the time from their caller, so that a test can set it', () => {
  const files = readdirSync(ACTIVITIES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const reading = files.filter((file) => /\bnew Date\(\)/.test(readFileSync(ACTIVITIES + file, 'utf8')));
  expect(files.length).toBeGreaterThan(40);
  expect(reading).toEqual([]);
});
