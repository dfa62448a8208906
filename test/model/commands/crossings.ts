import * as fc from 'fast-check';
import { isOpen, latest, running, type Invoice, type Model } from '../model/state.ts';
import type { Lane } from '../real/lane.ts';
import { Command, must, pick } from './command.ts';
import { anyIndex, anyTrouble } from './draws.ts';
import { act, CANCEL, CLOSE, giveBack, hasInvoice, type Deed, type How } from './invoice-deeds.ts';
import { wholeAs } from './operator.ts';
import { FUND, happen, PAY, VANISH, type Happening } from './others.ts';
import { cancelBy } from './shop.ts';

/*
 * Two things at once: something happens at Apruve, and before the process learns of it someone acts on the same invoice, or on
 * the whole checkout.
 */

const openInvoices = (model: Model): Invoice[] => latest(model)?.invoices.filter(({ there }) => isOpen(there)) ?? [];

type Answer = Deed | ((how: How) => Command);

const answers: fc.Arbitrary<Answer> = fc.constantFrom<Answer>(
  giveBack('room'),
  giveBack('room'),
  giveBack('half'),
  CANCEL,
  CLOSE,
  ({ keyed, trouble }) => cancelBy('operator', keyed, trouble),
  ({ keyed, trouble }) => cancelBy('operator', keyed, trouble),
  ({ keyed, trouble }) => wholeAs('complete', keyed, trouble),
);

async function cross(model: Model, lane: Lane, happening: Happening, answer: Answer, how: How, n: number): Promise<void> {
  const invoice = must(pick(openInvoices(model), n));
  await happen(model, lane, happening, invoice);
  lane.story.begin('at once');
  if (typeof answer === 'function') await answer(how).perform(model, lane);
  else await act(model, lane, answer, invoice, how);
}

/** Something happens to the `n`th open invoice, and at once something is asked. */
export const crossAs = (happening: Happening, answer: Answer, how: How, n: number): Command =>
  new Command({
    name: `${happening.name}, and at once ${typeof answer === 'function' ? 'something of the whole' : answer.name}`,
    ready: (model) => hasInvoice(model) && openInvoices(model).length > 0,
    run: (model, lane) => cross(model, lane, happening, answer, how, n),
  });

const crossings = fc
  .tuple(
    fc.constantFrom(PAY, PAY, FUND, VANISH),
    answers,
    fc.record({ trouble: anyTrouble('', '/invoices', '/cancel'), keyed: fc.boolean() }),
    anyIndex,
  )
  .map(([happening, answer, how, n]) => crossAs(happening, answer, how, n));

/** Goods come back in parts until nothing is left of an invoice, so that it is settled. */
const settlements = anyIndex.map(
  (n) =>
    new Command({
      name: 'return it all in two',
      ready: (model) => running(model) !== undefined && openInvoices(model).length > 0,
      run: async (model, lane) => {
        const invoice = must(pick(openInvoices(model), n));
        for (const portion of ['half', 'room'] as const) {
          lane.story.begin('return');
          await act(model, lane, giveBack(portion), invoice, { trouble: null, keyed: false });
        }
      },
    }),
);

/** What crosses. */
export const crossingCommands = { crossings, settlements };
