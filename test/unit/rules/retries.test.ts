import { describe, expect, it } from 'vitest';
import type { UnresolvedStep } from '../../../workflows/contract/checkout.ts';
import { afterFailure, nextTry, retryPauseMs } from '../../../workflows/rules/retries.ts';
import { AT } from './a-checkout.ts';

const MINUTE = 60_000;
const at = Date.parse(AT);
const policy = { stepRetryMs: 5 * MINUTE };
const iso = (minutes: number): string => new Date(at + minutes * MINUTE).toISOString();

const stuck = (step: string, changes: Partial<UnresolvedStep> = {}): UnresolvedStep => ({
  step,
  since: AT,
  code: 'apruve-unreachable',
  tries: 1,
  retryAt: iso(5),
  reservedCents: 0,
  ...changes,
});
const failing = (step: string, code = 'apruve-unreachable') => ({ step, code, reservedCents: 0 });

describe('a step that could not get through', () => {
  it('is tried again by itself while the failure may pass, and waits for a person otherwise', () => {
    expect(afterFailure([], failing('a'), at, policy).failed).toEqual(stuck('a'));
    expect(afterFailure([], failing('a', 'unavailable'), at, policy).failed).toMatchObject({ retryAt: iso(5) });
    for (const code of ['apruve-auth', 'internal-error', 'refused-by-apruve'])
      expect(afterFailure([], failing('a', code), at, policy).failed).toMatchObject({ code, retryAt: null });
  });

  it('counts its tries on, and starts the clock anew where it fails for another reason', () => {
    const before = [stuck('a', { tries: 2, reservedCents: 100 })];
    expect(afterFailure(before, failing('a'), at + 30 * MINUTE, policy).failed).toEqual(
      stuck('a', { tries: 3, retryAt: iso(50) }),
    );
    const other = afterFailure(before, failing('a', 'unavailable'), at + 30 * MINUTE, policy).failed;
    expect(other).toMatchObject({ since: iso(30), tries: 3 });
  });

  it('is shown anew where it fails for another reason or is no longer tried', () => {
    const before = [stuck('a')];
    expect(afterFailure([], failing('a'), at, policy).isNews).toBe(true);
    expect(afterFailure(before, failing('a'), at + MINUTE, policy).isNews).toBe(false);
    expect(afterFailure(before, failing('a', 'unavailable'), at, policy).isNews).toBe(true);
    expect(afterFailure(before, failing('a'), at + 4_320 * MINUTE, policy).isNews).toBe(true);
  });

  it('has the others that are due wait as long, and leaves the rest alone', () => {
    const others = [stuck('due'), stuck('later', { retryAt: iso(6) }), stuck('person', { retryAt: null })];
    const { failed, deferred } = afterFailure([...others, stuck('a')], failing('a'), at + 5 * MINUTE, policy);
    expect(failed.retryAt).toBe(iso(15));
    expect(deferred).toEqual([stuck('due', { retryAt: iso(15) })]);
    expect(afterFailure(others, failing('a', 'apruve-auth'), at + 5 * MINUTE, policy).deferred).toEqual([]);
  });

  it('is tried again for three days, then waits for a person', () => {
    expect(nextTry({ since: AT, tries: 1 }, at, policy)).toBe(iso(5));
    expect(nextTry({ since: AT, tries: 70 }, at + 4_319 * MINUTE, policy)).toBe(iso(4_379));
    expect(nextTry({ since: AT, tries: 71 }, at + 4_320 * MINUTE, policy)).toBeNull();
  });

  it('spaces its tries by doubling up to an hour, or to the pause of the policy where that is longer', () => {
    expect([1, 2, 3, 4, 5, 50].map((tries) => retryPauseMs(tries, policy) / MINUTE)).toEqual([5, 10, 20, 40, 60, 60]);
    expect([1, 2].map((tries) => retryPauseMs(tries, { stepRetryMs: 90 * MINUTE }) / MINUTE)).toEqual([90, 90]);
  });
});
