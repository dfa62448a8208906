import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lanes, planInWords } from './plan.ts';
import { startLane, type Lane } from './real/lane.ts';
import { runLane } from './run.ts';
import { counted } from './statistics.ts';

/**
 * Random lives of a checkout, on the real parts, against a small model of the rules.
 * model/ what must be, commands/ what is done, real/ the parts and what they show.
 *
 * Each of the two test files runs half of the lanes in a process of its own: one alone would keep one core busy.
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
