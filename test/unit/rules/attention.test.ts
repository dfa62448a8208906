import { describe, expect, it } from 'vitest';
import { attentionOf, refusedReturn, stuckReturn } from '../../../workflows/rules/attention.ts';

describe('the attention of a return', () => {
  const step = 'return:r';
  const again = 'ask for the same return again, with the same Idempotency-Key.';

  it.each([
    ['apruve-auth', null, again],
    ['apruve-unreachable', '2026-01-01T00:00:00.000Z', 'The return is tried again by itself.'],
    ['apruve-unreachable', null, again],
    ['unavailable', null, again],
    ['internal-error', null, 'Report it; nothing was sent twice.'],
  ])('%s says what to do, with the next try at %s', (code, retryAt, end) => {
    const { message, ...about } = stuckReturn({ code, step, retryAt });
    expect(about).toEqual({ code, step });
    expect(message).toContain(step);
    expect(message.endsWith(end)).toBe(true);
  });

  it('names the refusal, and is shown without its step', () => {
    const raised = { ...refusedReturn(step, { code: 'refused-by-apruve', message: 'Too late.' }), since: 'now' };
    const shown = attentionOf({ attentions: [raised], unresolved: [] });
    expect(shown).toEqual({ code: 'refused-by-apruve', message: raised.message, since: 'now' });
    expect(raised.message).toMatch(/^Too late\. The return \(return:r\) was refused/);
  });
});
