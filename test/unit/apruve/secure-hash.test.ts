import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { secureHash } from '../../../activities/apruve/secure-hash.ts';

interface Vector {
  source: string;
  input: { api_key: string; order: object };
  expected: { sha256: string };
}

const vector = (name: string): Vector =>
  JSON.parse(readFileSync(new URL(`./vectors/${name}.json`, import.meta.url), 'utf8')) as Vector;

describe('the secure hash', () => {
  it.each(['secure-hash-01-ruby-current', 'secure-hash-04-oro-full'])('is the published one for %s', (name) => {
    const { input, expected } = vector(name);
    expect(secureHash(input.api_key, input.order)).toBe(expected.sha256);
  });

  it('does not depend on the order of keys, on fields outside the list, or on blanks around the key', () => {
    const order = { merchant_id: 'm', amount_cents: 1, order_items: [{ title: 't', price_total_cents: 1 }] };
    const shuffled = {
      po_number: 'PO 1',
      order_items: [{ price_total_cents: 1, title: 't', currency: 'USD' }],
      amount_cents: 1,
      merchant_id: 'm',
    };
    expect(secureHash(' key\n', shuffled)).toBe(secureHash('key', order));
  });

  it('changes with every hashed field', () => {
    const base = { merchant_id: 'm', amount_cents: 100, finalize_on_create: true, order_items: [{ title: 't', quantity: 1 }] };
    const others = [
      { ...base, amount_cents: 101 },
      { ...base, finalize_on_create: false },
      { ...base, order_items: [{ title: 't', quantity: 2 }] },
      { ...base, expire_at: '2027-01-01T00:00:00-06:00' },
    ];
    const hashes = [base, ...others].map((order) => secureHash('key', order));
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
