import { describe, expect, it } from 'vitest';
import { pauseAfter, stateAfter } from '../../../worker/notifications/retries.ts';

const at = (second: number): string => new Date(second * 1_000).toISOString();
const tried = (...seconds: number[]) => seconds.map((second) => ({ at: at(second), status: 503, error: 'answered 503' }));
const HOUR_MS = 3_600_000;

describe('the pause after a try that was not accepted', () => {
  it.each([
    ['the first', [], null, null, 1_000],
    ['the second', tried(10), 10, null, 2_000],
    ['the third', tried(10, 11), 10, null, 4_000],
    ['the twelfth', tried(...Array.from({ length: 11 }, (_, i) => 10 + i)), 10, null, 2_048_000],
    ['one after days', tried(...Array.from({ length: 80 }, (_, i) => 10 + i)), 10, null, HOUR_MS],
    ['the first after a resend', tried(1, 2, 3), null, null, 1_000],
    ['the second after a resend', tried(1, 2, 3, 10), 10, null, 2_000],
    ['one whose receiver asks for a pause', tried(10), 10, 30_000, 30_000],
    ['one whose receiver asks for more than an hour', [], null, 2 * HOUR_MS, HOUR_MS],
  ])('%s', (_, attempts, since, retryAfter, pause) => {
    const tryingSince = since === null ? null : new Date(since * 1_000);
    expect(pauseAfter({ attempts, tryingSince }, retryAfter)).toBe(pause);
  });
});

describe('the state after a try', () => {
  it.each([
    ['accepted, however late', null, 10, 9_999, 'delivered'],
    ['the first that is not', 'answered 500', null, 10, 'pending'],
    ['the last millisecond of its time', 'answered 500', 10, 69.999, 'pending'],
    ['at the end of its time', 'answered 500', 10, 70, 'failed'],
  ])('%s', (_, error, since, now, state) => {
    const tryingSince = since === null ? null : new Date(since * 1_000);
    expect(stateAfter({ at: at(now), error }, { tryingSince }, 60_000)).toBe(state);
  });

  it('is failed at once where nothing is retried, as where the channel has no receiver any more', () => {
    expect(stateAfter({ at: at(1), error: 'The channel has no notification URL any more.' }, { tryingSince: null }, 0)).toBe(
      'failed',
    );
  });
});
