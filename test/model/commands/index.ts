import * as fc from 'fast-check';
import type { Lane } from '../real/lane.ts';
import type { Model, Setting } from '../model/state.ts';
import type { Command } from './command.ts';
import { operatorCommands as operator } from './operator.ts';
import { buyerDoes, otherCommands as other } from './others.ts';
import { authorizeWith, openAs, shopCommands as shop } from './shop.ts';

const many = (times: number, arbitrary: fc.Arbitrary<Command>): fc.Arbitrary<Command>[] =>
  Array.from({ length: times }, () => arbitrary);

/** How long a sequence may be. */
const MAX_COMMANDS = 30;

/** Any sequence of what shop, operator, buyer, Apruve and the network may do; the likely ones more often. */
export const sequences = (replayPath?: string): fc.Arbitrary<Iterable<fc.AsyncCommand<Model, Lane>>> =>
  fc.commands<Model, Lane, false>(
    [
      ...many(3, shop.opens),
      ...many(6, other.lightboxes),
      ...many(6, shop.authorizes),
      ...many(2, shop.updates),
      ...many(2, shop.deeds),
      ...many(1, shop.expiries),
      ...many(7, operator.sends),
      ...many(2, operator.signals),
      ...many(8, operator.invoiceDeeds),
      ...many(1, operator.shipmentChanges),
      ...many(2, operator.whole),
      ...many(5, other.pays),
      ...many(2, other.funds),
      ...many(1, other.vanishes),
      ...many(2, other.accepts),
      ...many(1, other.cancels),
      ...many(6, other.deliveries),
      ...many(1, other.losses),
      ...many(1, other.reconciliations),
      ...many(2, other.repeats),
    ],
    { maxCommands: MAX_COMMANDS, size: 'max', ...(replayPath !== undefined && { replayPath }) },
  );

/** What comes before a sequence, so that most of them get far. */
export function preamble({ begins }: Setting): Command[] {
  const placed = [openAs(''), buyerDoes([0, 1, 'accept'])];
  switch (begins) {
    case 'nowhere':
      return [];
    case 'opened':
      return placed.slice(0, 1);
    case 'placed':
      return placed;
    case 'authorized':
      return [...placed, authorizeWith([0, 0, null])];
  }
}

/** What a whole sequence is about. */
export const settings: fc.Arbitrary<Setting> = fc.record({
  begins: fc.constantFrom('nowhere', 'opened', 'opened', 'placed', 'authorized', 'authorized', 'authorized', 'authorized'),
  cart: fc.record({
    goods: fc.integer({ min: 10, max: 20_000 }),
    tax: fc.constantFrom(0, 0, 7, 800),
    shipping: fc.constantFrom(0, 0, 3, 700),
  }),
  finalizeOnCreate: fc.constantFrom(true, true, true, false),
  invoiceOnCreate: fc.constantFrom(false, false, false, true),
  spareCredit: fc.constantFrom(1_000_000, 1_000_000, 100, 0),
});
