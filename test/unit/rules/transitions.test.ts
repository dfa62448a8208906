import { describe, expect, it } from 'vitest';
import { STATUSES } from '../../../workflows/contract/checkout.ts';
import { isFinal } from '../../../workflows/rules/status.ts';
import { TRANSITIONS } from '../../../workflows/rules/transitions.ts';

// That the rules make these changes and no others is in random-lives.test.ts.
describe('the list of transitions', () => {
  const listed = TRANSITIONS.map(({ from, to }) => `${from} → ${to}`);

  it('names each change once, begins in one status and reaches every other', () => {
    expect(new Set(listed).size).toBe(listed.length);
    const reached = new Set(TRANSITIONS.map(({ to }) => to));
    expect(STATUSES.filter((status) => !reached.has(status))).toEqual(['awaiting_authorization']);
    expect(TRANSITIONS.filter(({ from }) => isFinal(from))).toEqual([]);
  });

  it('knows every status that it names, and says what makes each change', () => {
    const named = TRANSITIONS.flatMap(({ from, to }) => [from, to]);
    expect(named.filter((status) => !STATUSES.includes(status))).toEqual([]);
    expect(TRANSITIONS.filter(({ when }) => !/^[a-z].*[^.]$/i.test(when))).toEqual([]);
  });
});
