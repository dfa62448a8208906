import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { send, whileTroubled } from '../real/ask.ts';
import { agree } from '../real/compare.ts';
import { deliverAll, loseAll, reconcileNow, type Manner } from '../real/network.ts';
import { troubled, type Trouble } from '../real/trouble.ts';
import { deliver, lose, reconcile } from '../model/network.ts';
import { latest } from '../model/state.ts';
import { Command, hasCheckout, pathOf } from './command.ts';
import { anyTrouble } from './draws.ts';

/** Webhooks that were held back arrive; what the process then asks Apruve may fail. */
export const deliverAs = (manner: Manner, trouble: Trouble | null = null): Command =>
  new Command({
    name: `deliver ${manner}`,
    ready: ({ queue }) => queue.length > 0,
    run: async (model, lane) => {
      const what = model.queue.map(({ about, event }) => `${about} ${event}`).join(', ');
      lane.story.say(`webhooks arrive ${manner} (${what})${troubled(trouble)}`);
      const checkout = latest(model);
      const path = checkout === undefined ? null : pathOf(checkout);
      await whileTroubled(lane, trouble, path, () => deliverAll(model, lane, manner));
      deliver(model);
    },
  });

const deliveries = fc
  .tuple(fc.constantFrom<Manner>('in order', 'in order', 'twice', 'in mixed order'), anyTrouble('/invoices/', '/shipments'))
  .map(([manner, trouble]) => deliverAs(manner, trouble));

const losses = fc.constant(null).map(
  () =>
    new Command({
      name: 'lose',
      ready: ({ queue }) => queue.length > 0,
      run: async (model, lane) => {
        lane.story.say('webhooks are lost');
        await loseAll(lane);
        lose(model);
      },
    }),
);

/** A second one right after the first finds nothing to do. */
const reconcileAs = (twice: boolean): Command =>
  new Command({
    name: twice ? 'reconcile twice' : 'reconcile',
    ready: hasCheckout,
    run: async (model, lane) => {
      lane.story.say('reconciliation');
      await reconcileNow(model, lane);
      reconcile(model);
      if (!twice) return;
      await agree(model, lane);
      lane.story.begin('reconciliation once more');
      const { told, released } = await reconcileNow(model, lane);
      if (told + released > 0) throw new Error(`It found something: ${JSON.stringify({ told, released })}.`);
    },
  });

const reconciliations = fc.boolean().map(reconcileAs);

/** The same bytes under the same key: the first answer, and nothing happens twice. */
const repeats = fc.constant(null).map(
  () =>
    new Command({
      name: 'repeat',
      ready: hasCheckout,
      run: async (_, lane) => {
        const { kept } = lane;
        lane.story.say(
          kept === null ? 'nothing to repeat' : `the same request again: ${kept.request.method} ${kept.request.path}`,
        );
        if (kept === null) return;
        const { request, key, answer } = kept;
        const again = await send(lane, request, key);
        const same = again.status === answer.status && isDeepStrictEqual(again.body, answer.body);
        if (!same) throw new Error(`${request.path}: ${answer.status} at first, ${again.status} when it was repeated.`);
      },
    }),
);

/** What lies between: webhooks, reconciliation, and requests that are sent twice. */
export const networkCommands = { deliveries, losses, reconciliations, repeats };
