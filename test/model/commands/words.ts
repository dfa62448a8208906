import * as fc from 'fast-check';
import { agree, STRANGE_WORD } from '../real/compare.ts';
import type { Lane } from '../real/lane.ts';
import { deliverAll, reconcileNow } from '../real/network.ts';
import { deliver, reconcile } from '../model/network.ts';
import { running, type Invoice, type Model } from '../model/state.ts';
import { Command, must, pick } from './command.ts';
import { anyIndex } from './draws.ts';
import { happen, PAY, VANISH, type Happening } from './others.ts';

const openInvoices = (model: Model): Invoice[] =>
  running(model)?.invoices.filter(({ here, there }) => here === 'open' && there === 'open') ?? [];

/** Everything that can be heard of is heard of. */
async function hearAll(model: Model, lane: Lane): Promise<void> {
  await deliverAll(model, lane, 'in order');
  deliver(model);
  await reconcileNow(model, lane);
  reconcile(model);
  await agree(model, lane);
}

/** Apruve shows an invoice in a word that nobody here knows while something happens to it, or nothing, and then in a known one. */
export const strangeWordAs = (happening: Happening | null, n: number): Command =>
  new Command({
    name: `an unknown word, and ${happening?.name ?? 'nothing happens'}`,
    ready: (model) => openInvoices(model).length > 0,
    run: async (model, lane) => {
      const invoice = must(pick(openInvoices(model), n));
      const show = (status: string | null): Promise<unknown> =>
        lane.sandbox.must('POST', `/invoices/${invoice.id ?? ''}/show`, { status });
      lane.story.say(`Apruve shows invoice ${invoice.number ?? ''} as ${STRANGE_WORD}`);
      await show(STRANGE_WORD);
      invoice.strange = true;
      if (happening !== null) await happen(model, lane, happening, invoice);
      await hearAll(model, lane);
      lane.story.begin('Apruve shows it in a known word');
      await show(null);
      invoice.strange = false;
      await hearAll(model, lane);
    },
  });

/** What Apruve says that nobody can read. */
export const words = fc.tuple(fc.constantFrom(PAY, VANISH, null), anyIndex).map(([happening, n]) => strangeWordAs(happening, n));
