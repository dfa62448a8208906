import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lanes, planInWords } from './plan.ts';
import { startLane, type Lane } from './real/lane.ts';
import { runLane } from './run.ts';
import { counted } from './statistics.ts';

/**
 * Random checkouts on the real parts, compared with a small model of the rules. `model/` says what must be, `commands/` what is
 * done, `real/` runs it on the real parts and reads what they show. Each of the two test files runs half of the lanes in a
 * separate process, because one process would keep only one core busy.
 */
export function describeLanes(half: 'even' | 'odd'): void {
  describe('whatever shop, operator, buyer and Apruve do, and whatever the network loses,', () => {
    beforeAll(() => void process.stdout.write(`${planInWords()} (${half} lanes)\n`));
    afterAll(() => process.stdout.write(`${counted()}\n`));

    it.concurrent.each(lanes(half))('a checkout is what the rules say (lane %i)', async (number) => {
      const lane: Lane = await startLane(number % 3 === 1 ? 'funded' : 'closed');
      const failure = await runLane(lane, number);
      if (failure === '') await lane.stop();
      expect(failure).toBe('');
    });
  });
}
