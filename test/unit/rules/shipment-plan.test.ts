import { describe, expect, it } from 'vitest';
import type { ShipmentFact } from '../../../workflows/contract/shipment-fact.ts';
import type { NewShipmentRequest, ShipmentRequest } from '../../../workflows/contract/requests.ts';
import type { ShipmentPlan } from '../../../workflows/contract/step-context.ts';
import type { UnderWay } from '../../../workflows/rules/shipment-amounts.ts';
import {
  planFirstShipment,
  planShipment,
  planShipmentChange,
  refusalOfFirst,
  type PlannedShipment,
} from '../../../workflows/rules/shipment-plan.ts';
import type { Refusal } from '../../../workflows/contract/failures.ts';
import { AT } from './a-checkout.ts';

const boots = (price_total_cents: number) => ({ title: 'Boots', price_total_cents });
const shown = (status: string) => ({ status, shipper: 'UPS', trackingNumber: '1Z', shippedAt: '2026-02-01', deliveredAt: null });
const shipment = (number: string, amountCents: number, more: Partial<ShipmentFact> = {}): ShipmentFact => ({
  id: `id-${number}`,
  number,
  amountCents,
  ...more,
});
const automatic = shipment('N-S1', 10_000, { automatic: true, shown: shown('fulfilled') });
const invoice = (...shipments: ShipmentFact[]) => ({ id: 'i', number: 'N', amountCents: 10_000, shipments });
const planned = (number: string, amountCents: number, more: Partial<ShipmentPlan> = {}): ShipmentPlan => ({
  invoiceId: 'i',
  invoiceNumber: 'N',
  number,
  amountCents,
  status: 'partial',
  shippedAt: AT,
  shipper: null,
  trackingNumber: null,
  deliveredAt: null,
  items: null,
  ...more,
});

/** A plan in one line: what is done, under which number, over how much, as what. */
function inWords(result: PlannedShipment | ShipmentPlan | Refusal): string {
  if ('code' in result) return `${result.code}${result.details === undefined ? '' : ` ${result.details.remaining_cents}`}`;
  if ('known' in result) return `known ${result.known}`;
  if ('repeats' in result) return `repeats ${result.repeats}`;
  const { number, amountCents, status } = 'plan' in result ? result.plan : result;
  return `${'plan' in result ? (result.rewrites ?? 'new') : 'as'} ${number} ${amountCents} ${status}`;
}

const ask = (asked: Omit<NewShipmentRequest, 'invoiceId'>, shipments: ShipmentFact[] = [], underWay: UnderWay[] = []) =>
  planShipment(invoice(...shipments), { invoiceId: 'i', ...asked }, { at: AT, currency: 'USD', underWay });

describe('a shipment that is asked for', () => {
  const S1 = shipment('N-S1', 6_000);
  const mine = { merchantShipmentId: 'S' };

  it.each<[string, Omit<NewShipmentRequest, 'invoiceId'>, ShipmentFact[], string]>([
    ['all of an invoice without one', {}, [], 'new N-S1 10000 fulfilled'],
    ['what is left', {}, [S1], 'new N-S2 4000 fulfilled'],
    ['a part', { amountCents: 3_999 }, [S1], 'new N-S2 3999 partial'],
    ['the last cent', { amountCents: 4_000 }, [S1], 'new N-S2 4000 fulfilled'],
    ['a cent too much', { amountCents: 4_001 }, [S1], 'shipment-exceeded 4000'],
    ['more than the invoice', { amountCents: 10_001 }, [], 'shipment-exceeded 10000'],
    ['something of nothing', { amountCents: 1 }, [shipment('a', 10_000)], 'shipment-exceeded 0'],
    ['the rest of nothing', {}, [shipment('a', 10_000)], 'shipment-exceeded 0'],
    ['the rest where others shipped too much', {}, [S1, shipment('a', 9_000)], 'shipment-exceeded 0'],
    ['its lines', { items: [boots(2_000), boots(-500)] }, [], 'new N-S1 1500 partial'],
    ['lines that agree', { items: [boots(2_000)], amountCents: 2_000 }, [], 'new N-S1 2000 partial'],
    ['lines that do not', { items: [boots(2_000)], amountCents: 2_001 }, [], 'amount-mismatch'],
    ['lines below nothing', { items: [boots(-6_000)] }, [], 'invalid-request'],
    ['lines over nothing', { items: [boots(0)] }, [], 'invalid-request'],
    ['nothing', { amountCents: 0 }, [], 'invalid-request'],
    ['a known number', mine, [shipment('S', 10_000)], 'known S'],
    ['a known number with its amount', { ...mine, amountCents: 500 }, [shipment('S', 500)], 'known S'],
    ['a known number with another', { ...mine, amountCents: 501 }, [shipment('S', 500)], 'invoice-conflict'],
    ['a number that another had', mine, [shipment('T', 500, { madeAs: 'S' })], 'invoice-conflict'],
    ['its number', { ...mine, amountCents: 500 }, [S1], 'new S 500 partial'],
  ])('is over %s: %j', (_, asked, shipments, expected) => {
    expect(inWords(ask(asked, shipments))).toBe(expected);
  });

  it.each<[string, Omit<NewShipmentRequest, 'invoiceId'>, ShipmentFact[], string]>([
    ['all of it', {}, [automatic], 'id-N-S1 N-S1 10000 fulfilled'],
    ['a part', { amountCents: 2_500 }, [automatic], 'id-N-S1 N-S1 2500 partial'],
    ['under a number', { ...mine, amountCents: 2_500 }, [automatic], 'id-N-S1 S 2500 partial'],
    ['under its own number', { merchantShipmentId: 'N-S1', amountCents: 1 }, [automatic], 'id-N-S1 N-S1 1 partial'],
    ['too much', { amountCents: 10_001 }, [automatic], 'shipment-exceeded 10000'],
    ['nothing, where it is not the only one', {}, [automatic, shipment('a', 1)], 'shipment-exceeded 0'],
  ])('rewrites the automatic one over %s', (_, asked, shipments, expected) => {
    expect(inWords(ask(asked, shipments))).toBe(expected);
  });

  it.each<[string, Omit<NewShipmentRequest, 'invoiceId'>, ShipmentFact[], UnderWay[], string]>([
    ['counts', { amountCents: 5_000 }, [], [{ plan: planned('N-S1', 6_000) }], 'shipment-exceeded 4000'],
    ['has its number', {}, [], [{ plan: planned('N-S1', 6_000) }], 'new N-S2 4000 fulfilled'],
    ['is known by its number', mine, [], [{ plan: planned('S', 6_000) }], 'repeats S'],
    ['has one amount', { ...mine, amountCents: 1 }, [], [{ plan: planned('S', 6_000) }], 'step-unresolved'],
    ['has one content', { ...mine, shipper: 'UPS' }, [], [{ plan: planned('S', 6_000) }], 'step-unresolved'],
    ['has one way', { ...mine, trackingNumber: '1Z' }, [], [{ plan: planned('S', 6_000) }], 'step-unresolved'],
    ['has one delivery', { ...mine, deliveredAt: AT }, [], [{ plan: planned('S', 6_000) }], 'step-unresolved'],
    ['has its lines', { ...mine, items: [boots(6_000)] }, [], [{ plan: planned('S', 6_000) }], 'step-unresolved'],
    [
      'may be the automatic one',
      { amountCents: 1 },
      [],
      [{ plan: planned('N-S1', 10_000, { automatic: true }) }],
      'step-unresolved',
    ],
    ['rewrites the automatic one', {}, [automatic], [{ plan: planned('S', 1), shipmentId: automatic.id }], 'step-unresolved'],
    ['is its repeat', mine, [automatic], [{ plan: planned('S', 1), shipmentId: automatic.id }], 'repeats S'],
    [
      'grows',
      { amountCents: 2_001 },
      [shipment('a', 6_000)],
      [{ plan: planned('a', 8_000), shipmentId: 'id-a' }],
      'shipment-exceeded 2000',
    ],
    [
      'shrinks',
      { amountCents: 4_001 },
      [shipment('a', 6_000)],
      [{ plan: planned('a', 1_000), shipmentId: 'id-a' }],
      'shipment-exceeded 4000',
    ],
  ])('beside one under way that %s', (_, asked, shipments, underWay, expected) => {
    expect(inWords(ask(asked, shipments, underWay))).toBe(expected);
  });

  it('carries what is told of it, and who asked', () => {
    const told = { shipper: 'UPS', trackingNumber: '1Z', shippedAt: '2026-02-02', deliveredAt: '2026-02-03', actor: 'me' };
    const { merchantShipmentId: number } = mine;
    expect(ask({ ...told, ...mine, items: [boots(500)] })).toEqual({
      plan: planned(number, 500, { ...told, items: [boots(500)] }),
    });
  });

  it('says what is left, and what to do', () => {
    expect(ask({ amountCents: 5_000 }, [S1])).toMatchObject({
      message: '$40.00 of the invoice N is left to ship, not $50.00: change one of its shipments, or make this one smaller.',
    });
    expect(ask({}, [shipment('a', 10_000)])).toMatchObject({ message: expect.stringContaining('is left to ship: change one') });
  });
});

describe('a change of a shipment', () => {
  const change = (asked: ShipmentRequest, known: ShipmentFact, others: ShipmentFact[] = [], underWay: UnderWay[] = []) =>
    planShipmentChange(
      invoice(known, ...others),
      known,
      { invoiceId: 'i', shipmentId: known.id, ...asked },
      { at: AT, currency: 'USD', underWay },
    );

  it.each<[string, ShipmentRequest, ShipmentFact, ShipmentFact[], string]>([
    ['keeps its amount', { shipper: 'DHL' }, shipment('a', 4_000), [], 'as a 4000 partial'],
    ['keeps its status', {}, shipment('a', 4_000, { shown: shown('fulfilled') }), [], 'as a 4000 fulfilled'],
    ['replaces an unknown status', {}, shipment('a', 4_000, { shown: shown('odd') }), [], 'as a 4000 partial'],
    ['has a new amount', { amountCents: 5_000 }, shipment('a', 4_000, { shown: shown('fulfilled') }), [], 'as a 5000 partial'],
    ['has the rest', { amountCents: 6_000 }, shipment('a', 1), [shipment('b', 4_000)], 'as a 6000 fulfilled'],
    ['has too much', { amountCents: 6_001 }, shipment('a', 1), [shipment('b', 4_000)], 'shipment-exceeded 6000'],
    ['keeps too much of others', { shipper: 'DHL' }, shipment('a', 4_000), [shipment('b', 9_000)], 'as a 4000 fulfilled'],
    ['names what it has', { amountCents: 4_000 }, shipment('a', 4_000), [shipment('b', 9_000)], 'as a 4000 fulfilled'],
    ['follows its lines', { items: [boots(700)] }, shipment('a', 4_000), [], 'as a 700 partial'],
    ['has lines that differ', { items: [boots(700)], amountCents: 4_000 }, shipment('a', 4_000), [], 'amount-mismatch'],
    ['has lines over nothing', { items: [boots(0)] }, shipment('a', 4_000), [], 'invalid-request'],
  ])('%s', (_, asked, known, others, expected) => {
    expect(inWords(change(asked, known, others))).toBe(expected);
  });

  it('counts what is under way', () => {
    const underWay = [{ plan: planned('b', 5_000) }];
    expect(inWords(change({ amountCents: 5_001 }, shipment('a', 1), [], underWay))).toBe('shipment-exceeded 5000');
  });

  it('keeps what it does not name', () => {
    const known = shipment('a', 4_000, { shown: { ...shown('partial'), deliveredAt: '2026-02-05' } });
    const kept = { shipper: 'UPS', trackingNumber: '1Z', shippedAt: '2026-02-01', deliveredAt: '2026-02-05' };
    expect(change({}, known)).toEqual(planned('a', 4_000, kept));
    const told = { shipper: 'DHL', trackingNumber: '2Z', shippedAt: '2026-02-02', deliveredAt: '2026-02-03' };
    expect(change(told, known)).toEqual(planned('a', 4_000, told));
    expect(change({}, shipment('a', 4_000))).toEqual(planned('a', 4_000));
  });

  it('keeps the lines while the amount stays, and has none with a new amount alone', () => {
    const known = shipment('a', 4_000);
    expect(change({ amountCents: 4_000 }, known)).toMatchObject({ items: null });
    expect(change({ amountCents: 4_001 }, known)).toMatchObject({ items: [] });
    expect(change({ items: [boots(1)] }, known)).toMatchObject({ items: [boots(1)] });
  });
});

describe('the shipment that goes with an invoice', () => {
  const first = (asked: ShipmentRequest) => planFirstShipment(invoice(), asked, AT);

  it('is automatic where nothing is named', () => {
    const whole = planned('N-S1', 10_000, { status: 'fulfilled', automatic: true });
    expect(first({})).toEqual(whole);
    expect(first({ shipper: undefined })).toEqual(whole);
  });

  it.each<[string, ShipmentRequest, Partial<ShipmentPlan>]>([
    ['all of it', { shipper: 'UPS' }, { status: 'fulfilled', shipper: 'UPS' }],
    ['a part', { amountCents: 4_000, merchantShipmentId: 'S' }, { number: 'S', amountCents: 4_000 }],
    ['its lines', { items: [boots(4_000)] }, { amountCents: 4_000, items: [boots(4_000)] }],
    ['no more than there is', { items: [boots(12_000)] }, { status: 'fulfilled' }],
  ])('is over %s', (_, asked, expected) => {
    expect(first(asked)).toEqual(planned('N-S1', 10_000, expected));
  });

  it.each<[string, ShipmentRequest, string | null]>([
    ['nothing named', {}, null],
    ['all of it', { amountCents: 10_000 }, null],
    ['too much', { amountCents: 10_001 }, 'shipment-exceeded 10000'],
    ['lines that differ', { items: [boots(1)], amountCents: 2 }, 'amount-mismatch'],
    ['lines over nothing', { items: [boots(-1)] }, 'invalid-request'],
  ])('is judged when it is asked for: %s', (_, asked, expected) => {
    const refusal = refusalOfFirst({ number: 'N', amountCents: 10_000 }, asked, 'USD');
    expect(refusal && inWords(refusal)).toBe(expected);
  });
});
