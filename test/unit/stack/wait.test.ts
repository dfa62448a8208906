import { describe, expect, it } from 'vitest';
import { until } from '../../stack/wait.ts';

describe('a wait in vain', () => {
  it('says what was waited for, what was last seen, and what kept it from looking', async () => {
    let shown = 'nothing yet';
    const look = (): undefined => {
      shown = 'it is funded';
      throw new Error('cut off');
    };
    const wait = until('an invoice to close', look, { deadlineMs: 0, seen: () => shown });
    await expect(wait).rejects.toThrow('waited 0 ms for an invoice to close, in vain; last seen: it is funded: cut off');
  });
});
