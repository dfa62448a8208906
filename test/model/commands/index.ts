import * as fc from 'fast-check';
import type { Lane } from '../real/lane.ts';
import type { Model, Setting } from '../model/state.ts';
import type { Command } from './command.ts';
import { crossingCommands as crossing } from './crossings.ts';
import { invoiceDeeds as invoice } from './invoice-deeds.ts';
import { invoiceCommands as invoices } from './invoices.ts';
import { networkCommands as network } from './network.ts';
import { offlineOpenings } from './offline.ts';
import { operatorCommands as operator } from './operator.ts';
import { otherCommands as other } from './others.ts';
import { shopCommands as shop } from './shop.ts';

export { preamble } from './beginnings.ts';

const many = (times: number, arbitrary: fc.Arbitrary<Command>): fc.Arbitrary<Command>[] =>
  Array.from({ length: times }, () => arbitrary);

/** How long a sequence may be. */
const MAX_COMMANDS = 24;

/** Any sequence of what shop, operator, buyer, Apruve and the network may do; what is likely or tricky more often. */
export const sequences = (replayPath?: string): fc.Arbitrary<Iterable<fc.AsyncCommand<Model, Lane>>> =>
  fc.commands<Model, Lane, false>(
    [
      ...many(3, shop.opens),
      ...many(2, offlineOpenings),
      ...many(5, other.lightboxes),
      ...many(6, shop.authorizes),
      ...many(2, shop.updates),
      ...many(3, shop.deeds),
      ...many(3, shop.expiries),
      ...many(9, invoices.sends),
      ...many(2, invoices.signals),
      ...many(6, invoice.verbs),
      ...many(2, invoice.changes),
      ...many(2, invoice.shipments),
      ...many(7, invoice.returns),
      ...many(1, operator.shipmentChanges),
      ...many(3, operator.whole),
      ...many(7, crossing.crossings),
      ...many(2, crossing.settlements),
      ...many(5, other.pays),
      ...many(3, other.funds),
      ...many(1, other.vanishes),
      ...many(2, other.accepts),
      ...many(1, other.cancels),
      ...many(6, network.deliveries),
      ...many(1, network.losses),
      ...many(1, network.reconciliations),
      ...many(2, network.repeats),
    ],
    { maxCommands: MAX_COMMANDS, size: 'max', ...(replayPath !== undefined && { replayPath }) },
  );

/** Where a sequence begins: usually in a late state, because that is where money moves. */
const begins = fc.constantFrom<Setting['begins']>(
  'nowhere',
  'opened',
  'placed',
  'offline',
  'offline, confirmed',
  'authorized',
  'authorized',
  'invoiced in parts',
  'invoiced in parts',
  'with a draft',
  'with a draft',
  'whole',
  'funded',
  'paid in part',
  'completed',
  'paid',
);

/** What a whole sequence is about. */
export const settings: fc.Arbitrary<Setting> = fc.record({
  begins,
  cart: fc.record({
    goods: fc.integer({ min: 10, max: 20_000 }),
    tax: fc.constantFrom(0, 0, 7, 800),
    shipping: fc.constantFrom(0, 0, 3, 700),
  }),
  finalizeOnCreate: fc.constantFrom(true, true, true, false),
  invoiceOnCreate: fc.constantFrom(false, false, false, false, false, true),
  spareCredit: fc.constantFrom(1_000_000, 1_000_000, 100, 0),
});
