import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../workflows/contract/fact.ts';
import { planShipmentOfNew } from '../../../workflows/rules/first-shipment.ts';
import { AT, authorized, invoiceRead } from './a-checkout.ts';

const read = (status: 'open' | 'pending' | 'closed', issuedAt: string | null): Fact =>
  invoiceRead('i', status, 5_000, { number: 'N', issuedAt });
const stuck: Fact = {
  fact: 'step-unresolved',
  step: { step: 'shipment:N:N-S1', since: AT, code: 'unavailable', tries: 1, retryAt: AT, reservedCents: 0 },
};
const plan = { number: 'N', amountCents: 5_000, wholeOrder: false, request: {} };

describe('the first shipment of an invoice that was just made', () => {
  it('was shipped when Apruve issued the invoice, so that it is the same wherever it is planned', () => {
    const facts = authorized(read('open', '2026-03-01T11:00:00-06:00'));
    expect(planShipmentOfNew(facts, plan)).toMatchObject({
      number: 'N-S1',
      shippedAt: '2026-03-01T17:00:00.000Z',
      automatic: true,
    });
    const asked = { ...plan, request: { shipment: { shippedAt: '2026-02-01T00:00:00Z', shipper: 'UPS' } } };
    expect(planShipmentOfNew(facts, asked)).toMatchObject({ shippedAt: '2026-02-01T00:00:00Z', shipper: 'UPS' });
  });

  it.each([
    ['is not open', authorized(read('pending', null))],
    ['is paid already', authorized(read('closed', AT))],
    ['was issued at a time that Apruve does not tell', authorized(read('open', null))],
    ['was issued at a time that cannot be read', authorized(read('open', 'yesterday'))],
    ['has one that cannot get through', authorized(read('open', AT), stuck)],
    ['is of a checkout that is being canceled', authorized(read('open', AT), { fact: 'ending', reason: 'canceled' })],
    ['is not there', authorized()],
  ])('is not planned where it %s', (_, facts) => {
    expect(planShipmentOfNew(facts, plan)).toBeNull();
  });
});
