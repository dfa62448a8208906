import { describe, expect, it } from 'vitest';
import type { ShipmentFact, ShownShipment } from '../../../workflows/contract/shipment-fact.ts';
import type { SeenShipment } from '../../../workflows/contract/requests.ts';
import { afterRead, seenShipment, shipmentNews } from '../../../workflows/rules/shipment-news.ts';
import { AT, authorized, invoiceRead } from './a-checkout.ts';

const SHOWN: ShownShipment = {
  status: 'partial',
  shipper: 'UPS',
  trackingNumber: null,
  shippedAt: '2026-03-01T12:00:00Z',
  deliveredAt: null,
};
const known: ShipmentFact = { id: 'x', number: 'S', amountCents: 500, shown: SHOWN, automatic: true };

describe('a shipment as Apruve writes it', () => {
  const written = {
    id: 'x',
    merchant_shipment_id: 'S',
    amount_cents: 500,
    status: 'partial',
    shipper: 'UPS',
    tracking_number: '',
    shipped_at: AT,
    delivered_at: null,
  };

  it('is read field by field: an empty text is none', () => {
    const read = { number: 'S', amountCents: 500, status: 'partial', shipper: 'UPS', shippedAt: AT };
    expect(seenShipment(written)).toEqual({ id: 'x', ...read, trackingNumber: null, deliveredAt: null });
  });

  it('tells nothing of what it leaves out, and nothing that is no text', () => {
    expect(seenShipment({ id: 'x' })).toEqual({ id: 'x' });
    expect(seenShipment({ id: 'x', shipper: 5, amount_cents: '5' })).toEqual({ id: 'x', shipper: null });
  });

  it.each([[{}], [{ ...written, id: '' }], [{ ...written, id: 5 }]])('is none without an id: %j', (entity) => {
    expect(seenShipment(entity)).toBeNull();
  });

  it('is cut where it is too long', () => {
    expect(seenShipment({ ...written, tracking_number: '1'.repeat(300) })?.trackingNumber).toHaveLength(255);
  });
});

describe('what is known of a shipment once Apruve has shown it', () => {
  it.each<[string, Partial<SeenShipment>]>([
    ['nothing but its id', {}],
    ['the same', { ...SHOWN, amountCents: 500 }],
    ['another number', { number: 'other' }],
    ['the same moment in Central time', { shippedAt: '2026-03-01T06:00:00-06:00' }],
  ])('is the same after %s', (_, seen) => {
    expect(afterRead(known, { id: 'x', ...seen })).toBe(known);
  });

  it.each<[string, Partial<SeenShipment>, Partial<ShipmentFact>]>([
    ['amount', { amountCents: 501 }, { amountCents: 501 }],
    ['status', { status: 'fulfilled' }, { shown: { ...SHOWN, status: 'fulfilled' } }],
    ['tracking', { trackingNumber: '1Z' }, { shown: { ...SHOWN, trackingNumber: '1Z' } }],
    ['delivery', { deliveredAt: AT }, { shown: { ...SHOWN, deliveredAt: AT } }],
    ['no shipper', { shipper: null }, { shown: { ...SHOWN, shipper: null } }],
    ['no time', { shippedAt: null }, { shown: { ...SHOWN, shippedAt: null } }],
    ['another time', { shippedAt: AT.replace('12:00', '12:01') }, { shown: { ...SHOWN, shippedAt: '2026-03-01T12:01:00.000Z' } }],
  ])('has a new %s, and is automatic no more', (_, seen, expected) => {
    const { automatic: _automatic, ...changed } = { ...known, ...expected };
    expect(afterRead(known, { id: 'x', ...seen })).toEqual(changed);
  });

  it('is what Apruve shows where nothing was known of it', () => {
    const shown = { status: null, shipper: null, trackingNumber: '1Z', shippedAt: null, deliveredAt: null };
    expect(afterRead({ id: 'x', number: 'S', amountCents: 500 }, { id: 'x', trackingNumber: '1Z' })).toEqual({
      id: 'x',
      number: 'S',
      amountCents: 500,
      shown,
    });
  });
});

describe('the shipments of others', () => {
  const renamed: ShipmentFact = { id: 'y', number: 'T', madeAs: 'N-a-S1', amountCents: 1 };
  const facts = authorized(
    invoiceRead('a', 'open', 4_000),
    { fact: 'shipment-read', invoiceId: 'a', shipment: known },
    { fact: 'shipment-read', invoiceId: 'a', shipment: renamed },
  );
  const stuck = (step: string) => ({
    ...facts,
    unresolved: [{ step, since: AT, code: 'apruve-unreachable', tries: 1, retryAt: null, reservedCents: 0 }],
  });
  const news = (listed: SeenShipment[], from = facts, id = 'a') =>
    shipmentNews(from, { id, amountCents: 4_000 }, listed).map((one) => `${one.id} ${one.number} ${one.amountCents}`);

  it.each<[string, SeenShipment[], string[]]>([
    ['none', [], []],
    ['known ones', [{ id: 'x', ...SHOWN }], []],
    ['a changed one', [{ id: 'x', amountCents: 7 }], ['x S 7']],
    ['a new one', [{ id: 'z', number: 'Z', amountCents: 7 }], ['z Z 7']],
    ['one over an unknown amount', [{ id: 'z', number: 'Z' }], ['z Z 4000']],
    ['one without a number', [{ id: 'z', number: null }], ['z z 4000']],
    ['one with a number of ours', [{ id: 'z', number: 'S' }], ['z z 4000']],
    ['one with a number that names a row of ours', [{ id: 'z', number: 'N-a-S1' }], ['z z 4000']],
    [
      'two with one number',
      [
        { id: 'z', number: 'Z' },
        { id: 'w', number: 'Z' },
      ],
      ['z z 4000', 'w w 4000'],
    ],
  ])('are %s', (_, listed, expected) => {
    expect(news(listed)).toEqual(expected);
  });

  it('leave alone what a step of ours may be making or changing', () => {
    const [mine, changed] = [
      { id: 'z', number: 'Z' },
      { id: 'x', amountCents: 7 },
    ];
    expect(news([mine, changed], stuck('shipment:N-a:Z'))).toEqual(['x S 7']);
    expect(news([mine, changed], stuck('shipment:N-a:ZZ'))).toEqual(['z Z 4000', 'x S 7']);
    expect(news([mine, changed], stuck('shipment:N-b:Z'))).toEqual(['z Z 4000', 'x S 7']);
    expect(news([mine, changed], stuck('update:x:1'))).toEqual(['z Z 4000']);
  });

  it('are all of those of an invoice that is not known', () => {
    expect(news([{ id: 'x', number: 'S' }], facts, 'b')).toEqual(['x S 4000']);
  });
});
