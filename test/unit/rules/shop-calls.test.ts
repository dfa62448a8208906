import { describe, expect, it } from 'vitest';
import {
  NO_CALLS,
  passCall,
  SHOP_CALLS,
  withoutId,
  withoutTurn,
  WRONG_IDS,
  type Passage,
  type ShopCalls,
} from '../../../workflows/rules/shop-calls.ts';
import { AT } from './a-checkout.ts';

const at = Date.parse(AT);
const iso = (seconds: number): string => new Date(at + seconds * 1_000).toISOString();
const after = (changes: Partial<ShopCalls>): ShopCalls => ({ ...NO_CALLS, content: 1, ...changes });

/** What becomes of a call, with the seconds to wait: an order id (`id`) or something else (`other`), some seconds after `AT`. */
const ask = (known: ShopCalls, what: 'id' | 'other', seconds = 0, content = 1): Passage =>
  passCall(known, { bringsId: what === 'id', content, at: at + seconds * 1_000 });
const verdict = (passage: Passage): string =>
  passage.kind === 'wait' ? `${passage.forMs / 1_000} s ${passage.why}` : passage.kind;

describe('a call of a shop', () => {
  const TEN = { wrongIds: WRONG_IDS };
  const FULL = { calls: SHOP_CALLS };
  it.each<[string, ShopCalls, 'id' | 'other', number, string]>([
    ['the first id', NO_CALLS, 'id', 0, 'free'],
    ['the tenth id', after({ wrongIds: WRONG_IDS - 1 }), 'id', 0, 'free'],
    ['the eleventh id', after(TEN), 'id', 0, '5 s wrong-ids'],
    ['something else after ten ids', after(TEN), 'other', 0, 'free'],
    ['an id while the wait lasts', after({ ...TEN, waits: 1, waitUntil: iso(5) }), 'id', 2, '3 s wrong-ids'],
    ['an id when it has just run out', after({ ...TEN, waits: 1, waitUntil: iso(5) }), 'id', 5, 'spaced'],
    ['an id long after', after({ ...TEN, waits: 1, waitUntil: iso(5) }), 'id', 5_000, 'spaced'],
    ['the last of many calls', after({ calls: SHOP_CALLS - 1 }), 'other', 0, 'free'],
    ['one call more', after(FULL), 'other', 0, '5 s calls'],
    ['an id after many calls', after(FULL), 'id', 0, '5 s calls'],
    ['a call when its wait has run out', after({ ...FULL, waits: 3, waitUntil: iso(20) }), 'other', 20, 'spaced'],
  ])('%s', (_, known, what, seconds, expected) => {
    expect(verdict(ask(known, what, seconds))).toBe(expected);
  });

  it('is counted when it reaches the process, and an id as a wrong one until it is known to be none', () => {
    const first = ask(NO_CALLS, 'id').known;
    expect(first).toEqual(after({ calls: 1, wrongIds: 1 }));
    expect(ask(first, 'other').known).toEqual(after({ calls: 2, wrongIds: 1 }));
    expect(withoutId(first, first)).toEqual(after({ calls: 1 }));
    expect(withoutId(after({}), first)).toEqual(after({}));
    expect(withoutId(after({ content: 2, wrongIds: 3 }), first)).toEqual(after({ content: 2, wrongIds: 3 }));
    expect(ask(after({ wrongIds: WRONG_IDS }), 'id').known.calls).toBe(0);
  });

  it('waits twice as long each time, an hour at most', () => {
    let known = ask(after({ wrongIds: WRONG_IDS }), 'id').known;
    const waits: number[] = [];
    for (let seconds = 0; waits.length < 13;) {
      const wait = (Date.parse(known.waitUntil ?? '') - at) / 1_000 - seconds;
      waits.push(wait);
      seconds += wait;
      const passage = ask(known, 'id', seconds);
      expect(passage.kind).toBe('spaced');
      known = passage.known;
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 3_600, 3_600, 3_600]);
  });

  it('gets its turn back where it could not reach the process, unless another has had one since', () => {
    const { known } = ask(after({ wrongIds: WRONG_IDS, waits: 1, waitUntil: iso(5) }), 'id', 5);
    const again = withoutTurn(known, known, at + 6_000);
    expect(again).toMatchObject({ waits: 1, waitUntil: iso(6) });
    expect(verdict(ask(again, 'id', 6))).toBe('spaced');
    const later = { ...known, waits: 3, waitUntil: iso(60) };
    expect(withoutTurn(later, known, at + 6_000)).toBe(later);
    const changed = { ...known, content: 2 };
    expect(withoutTurn(changed, known, at + 6_000)).toBe(changed);
  });

  it('is free again when the content changes, unless it is one too many', () => {
    const waiting = { wrongIds: WRONG_IDS, waits: 4, waitUntil: iso(40) };
    expect(ask(after(waiting), 'id', 0, 2)).toEqual({ kind: 'free', known: after({ calls: 1, wrongIds: 1, content: 2 }) });
    const full = ask(after({ ...waiting, calls: SHOP_CALLS }), 'id', 0, 2);
    expect(verdict(full)).toBe('40 s calls');
    expect(full.known).toEqual(after({ ...waiting, calls: SHOP_CALLS, wrongIds: 0, content: 2 }));
  });
});
