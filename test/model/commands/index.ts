import * as fc from 'fast-check';
import type { Lane } from '../real/lane.ts';
import type { Model, Setting } from '../model/state.ts';
import type { Life } from '../plan.ts';
import { colleagueCommands as colleague } from './colleague.ts';
import type { Command } from './command.ts';
import { crossingCommands as crossing } from './crossings.ts';
import { invoiceDeeds as invoice } from './invoice-deeds.ts';
import { invoiceCommands as invoices } from './invoices.ts';
import { networkCommands as network } from './network.ts';
import { offlineOpenings } from './offline.ts';
import { operatorCommands as operator } from './operator.ts';
import { otherCommands as other } from './others.ts';
import { shopCommands as shop } from './shop.ts';
import { words } from './words.ts';

export { preamble } from './beginnings.ts';

/** What shop, operator, buyer, Apruve and the network may do, and how often; what is likely or tricky more often. */
const COMMANDS: Record<string, readonly [weight: number, arbitrary: fc.Arbitrary<Command>]> = {
  'shop opens': [3, shop.opens],
  'offline openings': [2, offlineOpenings],
  lightboxes: [5, other.lightboxes],
  authorizations: [6, shop.authorizes],
  'guessed ids': [1, shop.guesses],
  updates: [2, shop.updates],
  'finalize or cancel': [3, shop.deeds],
  'time passes': [3, shop.expiries],
  invoices: [9, invoices.sends],
  'invoices by signal': [2, invoices.signals],
  'issue, cancel or close': [6, invoice.verbs],
  'invoice changes': [2, invoice.changes],
  shipments: [2, invoice.shipments],
  'shipment changes': [1, operator.shipmentChanges],
  returns: [6, invoice.returns],
  'returns with an unreadable answer': [1, invoice.mumbledReturns],
  'complete or retry': [3, operator.whole],
  acknowledgements: [2, operator.acknowledgements],
  crossings: [7, crossing.crossings],
  settlements: [2, crossing.settlements],
  payments: [5, other.pays],
  'part payments': [2, other.parts],
  fundings: [3, other.funds],
  'invoices vanish': [1, other.vanishes],
  'orders are accepted': [2, other.accepts],
  'orders are canceled': [1, other.cancels],
  "colleague's invoices": [3, colleague.makes],
  "colleague's late invoices": [1, colleague.late],
  'colleague treats invoices': [3, colleague.treats],
  "colleague's returns": [1, colleague.returns],
  "colleague's shipments": [1, colleague.ships],
  'orders are changed': [1, colleague.edits],
  deliveries: [6, network.deliveries],
  losses: [1, network.losses],
  reconciliations: [1, network.reconciliations],
  repeats: [2, network.repeats],
  'unknown words': [1, words],
};

/** How long a sequence may be. */
const MAX_COMMANDS = 20;

/** Any sequence of the commands, or of those that the life names. */
export function sequences({ commands }: Life = {}, replayPath?: string): fc.Arbitrary<Iterable<fc.AsyncCommand<Model, Lane>>> {
  const isNamed = commands !== undefined;
  const drawn = chosen(COMMANDS, commands).flatMap(([weight, arbitrary]) =>
    Array.from({ length: isNamed ? Math.max(1, weight) : weight }, () => arbitrary),
  );
  const replay = replayPath === undefined ? {} : { replayPath };
  return fc.commands<Model, Lane, false>(drawn, { maxCommands: MAX_COMMANDS, size: 'max', ...replay });
}

/** All values, or those of some names. */
function chosen<T>(all: Readonly<Record<string, T>>, names: readonly string[] = Object.keys(all)): T[] {
  return names.map((name) => {
    const value = all[name];
    if (value === undefined) throw new Error(`There is no ${name}: choose of ${Object.keys(all).join(', ')}.`);
    return value;
  });
}

/** Where a sequence begins, and how often: usually in a late state, because that is where money moves. */
const BEGINNINGS: Readonly<Record<Setting['begins'], number>> = {
  nowhere: 1,
  opened: 1,
  placed: 1,
  offline: 1,
  'offline, confirmed': 1,
  authorized: 2,
  'invoiced in parts': 2,
  'with a draft': 2,
  whole: 1,
  funded: 1,
  'paid in part': 1,
  completed: 1,
  paid: 1,
};

const isBeginning = (name: string): name is Setting['begins'] => Object.hasOwn(BEGINNINGS, name);

const begun = Object.keys(BEGINNINGS)
  .filter(isBeginning)
  .flatMap((name) => Array.from({ length: BEGINNINGS[name] }, () => name));

/** What a whole sequence is about; the life may fix some of it. */
export const settings = ({ begins, finalizeOnCreate, invoiceOnCreate, spareCredit }: Life = {}): fc.Arbitrary<Setting> =>
  fc.record({
    begins: fc.constantFrom(...begun.filter((name) => begins?.includes(name) ?? true)),
    cart: fc.record({
      goods: fc.integer({ min: 10, max: 20_000 }),
      tax: fc.constantFrom(0, 0, 7, 800),
      shipping: fc.constantFrom(0, 0, 3, 700),
    }),
    finalizeOnCreate: finalizeOnCreate === undefined ? fc.constantFrom(true, true, true, false) : fc.constant(finalizeOnCreate),
    invoiceOnCreate:
      invoiceOnCreate === undefined ? fc.constantFrom(false, false, false, false, false, true) : fc.constant(invoiceOnCreate),
    spareCredit: spareCredit === undefined ? fc.constantFrom(1_000_000, 1_000_000, 100, 0) : fc.constant(spareCredit),
  });
