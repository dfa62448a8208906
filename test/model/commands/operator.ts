import * as fc from 'fast-check';
import { ask } from '../real/ask.ts';
import { viewOf } from '../real/compare.ts';
import { troubled, type Trouble } from '../real/trouble.ts';
import * as operator from '../model/operator.ts';
import { knownShipments } from '../model/process.ts';
import { latest, type Invoice } from '../model/state.ts';
import { Command, hasCheckout, must, pathOf, pick } from './command.ts';
import { anyIndex, anyTrouble } from './draws.ts';

const hasShipment = (invoice: Invoice): boolean => knownShipments(invoice).length > 0;

const shipmentChanges = fc.tuple(anyIndex, anyTrouble('')).map(
  ([n, trouble]) =>
    new Command({
      name: 'change shipment',
      ready: (model) => latest(model)?.invoices.some(hasShipment) ?? false,
      run: async (model, lane) => {
        const checkout = must(latest(model));
        const invoice = must(checkout.invoices.find(hasShipment));
        lane.story.say(`operator changes a shipment of invoice ${invoice.number ?? 'by Apruve'}${troubled(trouble)}`);
        const shown = (await viewOf(lane, checkout.id)).invoices.find(({ id }) => id === invoice.id);
        const path = `${pathOf(checkout)}/invoices/${invoice.id ?? ''}/shipments/${must(pick(shown?.shipments ?? [], n)).id}`;
        const request = { method: 'PATCH', path, body: { tracking_number: '1Z' } } as const;
        await ask(lane, request, trouble, () =>
          operator.changeShipment(checkout, invoice, must(pick(knownShipments(invoice), n))),
        );
      },
    }),
);

/** An operator asks something of the whole checkout. */
export const wholeAs = (verb: 'complete' | 'retry', keyed = false, trouble: Trouble | null = null): Command =>
  new Command({
    name: verb,
    ready: hasCheckout,
    run: async (model, lane) => {
      const checkout = must(latest(model));
      lane.story.say(`operator asks to ${verb}${troubled(trouble)}`);
      const request = { method: 'POST', path: `${pathOf(checkout)}/${verb}`, keyed } as const;
      const expect = () => (verb === 'retry' ? operator.retry(checkout) : operator.complete(model, checkout));
      await ask(lane, request, trouble, expect);
    },
  });

const whole = fc
  .tuple(fc.constantFrom('complete', 'complete', 'complete', 'retry'), fc.boolean(), anyTrouble(''))
  .map(([verb, keyed, trouble]) => wholeAs(verb, keyed, trouble));

/** An operator acknowledges what needs a person. */
const acknowledgeAs = (n: number): Command =>
  new Command({
    name: 'acknowledge',
    ready: (model) => (latest(model)?.attentions.size ?? 0) > 0,
    run: async (model, lane) => {
      const checkout = must(latest(model));
      const code = must(must(pick([...checkout.attentions], n)).split(' ')[0]);
      lane.story.say(`operator acknowledges ${code}`);
      const request = { method: 'POST', path: `${pathOf(checkout)}/attention/${code}/acknowledge`, body: {} } as const;
      await ask(lane, request, null, () => operator.acknowledge(checkout, code));
    },
  });

const acknowledgements = anyIndex.map(acknowledgeAs);

/** What the merchant's staff does beside invoices. */
export const operatorCommands = { acknowledgements, shipmentChanges, whole };
