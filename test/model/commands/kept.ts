import type { Setting } from '../model/state.ts';
import type { Command } from './command.ts';
import { crossAs } from './crossings.ts';
import { editOrderAs, giveBackAs, makeInvoiceAs, treatInvoiceAs } from './colleague.ts';
import { giveBack, ISSUE, onInvoice, ship, type How } from './invoice-deeds.ts';
import { sendAs } from './invoices.ts';
import { deliverAs } from './network.ts';
import { wholeAs } from './operator.ts';
import { ACCEPT, buyerDoes, DECLINE, FUND, PAY, VANISH, withInvoice, withOrder } from './others.ts';
import { authorizeWith, cancelBy, finalizeAs, openAs, timePasses } from './shop.ts';
import { strangeWordAs } from './words.ts';

/** A sequence that failed once. */
export interface Kept {
  name: string;
  setting: Setting;
  commands: Command[];
}

const setting = (begins: Setting['begins'], invoiceOnCreate = false): Setting => ({
  begins,
  cart: { goods: 10_000, tax: 800, shipping: 700 },
  finalizeOnCreate: true,
  invoiceOnCreate,
  spareCredit: 1_000_000,
});
const post = (kind: 'key' | 'fails late'): How => ({ trouble: { kind, path: '', writes: true }, keyed: false });

/** Kept for ever: the drawing of random ones may change, and a seed then stands for other sequences. */
export const KEPT: Kept[] = [
  {
    name: 'a return of what was just paid, while the key is refused',
    setting: setting('paid in part'),
    commands: [crossAs(PAY, giveBack('room'), post('key'), 0)],
  },
  {
    name: 'a return of all that was just funded, whose answer is lost',
    setting: setting('invoiced in parts'),
    commands: [crossAs(FUND, giveBack('room'), post('fails late'), 0)],
  },
  {
    name: 'an order that Apruve cancels before a second one is adopted, with its own invoice',
    setting: setting('placed', true),
    commands: [withOrder(DECLINE, 0), buyerDoes([0, 1, 'accept'])],
  },
  {
    name: 'an order that Apruve cancels after its checkout was given up, with its own invoice',
    setting: setting('placed', true),
    commands: [cancelBy('shop', false, null), withOrder(DECLINE, 0), deliverAs('in mixed order')],
  },
  {
    name: 'an order that Apruve cancels before the shop brings it, with its own invoice',
    setting: setting('placed', true),
    commands: [withOrder(DECLINE, 0), authorizeWith([0, 0, null])],
  },
  {
    name: 'an order of a lightbox that is old when the window closes',
    setting: setting('placed'),
    commands: [timePasses()],
  },
  {
    name: 'a second order of the same lightbox, brought when the first is invoiced',
    setting: setting('with a draft'),
    commands: [buyerDoes([0, 1, 'accept']), authorizeWith([0, 0, null])],
  },
  {
    name: 'a cancel of what has expired, after Apruve has canceled its last open invoice',
    setting: setting('invoiced in parts'),
    commands: [timePasses(), withInvoice(VANISH, 0), withInvoice(VANISH, 1), cancelBy('operator', false, null)],
  },
  {
    name: 'a word that nobody knows, which goes as it came',
    setting: setting('invoiced in parts'),
    commands: [strangeWordAs(null, 0)],
  },
  {
    name: 'the issue of a draft that a colleague has issued and returned in full, unheard',
    setting: setting('authorized'),
    commands: [
      sendAs({ own: null, portion: 'all', parts: null, shipped: null, draft: true }),
      treatInvoiceAs('issue', true, 0),
      giveBackAs('all', true, 0),
      onInvoice(ISSUE, { trouble: null, keyed: false }, 0),
    ],
  },
  {
    name: 'a cancel of invoices of which a part was returned, unheard',
    setting: setting('invoiced in parts'),
    commands: [
      giveBackAs('half', true, 0),
      cancelBy('operator', false, null),
      onInvoice(giveBack('room'), { trouble: null, keyed: false }, 0),
    ],
  },
  {
    name: 'an invoice of a colleague on an order that is made final, unheard',
    setting: { ...setting('authorized'), finalizeOnCreate: false },
    commands: [makeInvoiceAs({ portion: 'all', number: 'B', draft: false, silent: true }, 0, false), finalizeAs(false, null)],
  },
  {
    name: 'an order of an old lightbox, whose checkout was given up, while the next attempt waits',
    setting: setting('placed'),
    commands: [timePasses(), buyerDoes([0, 0, 'pending']), openAs('')],
  },
  {
    name: 'a cancel after all of an invoice was returned, on an order whose acceptance was not heard of',
    setting: setting('offline'),
    commands: [
      sendAs({ own: null, portion: 'all', parts: null, shipped: null, draft: false }),
      withOrder(ACCEPT, 0),
      onInvoice(giveBack('all'), { trouble: null, keyed: false }, 0),
      cancelBy('operator', false, null),
    ],
  },
  {
    name: 'all of Apruve’s own invoice comes back, and the order is raised there, unheard',
    setting: setting('invoiced in parts', true),
    commands: [giveBackAs('room', false, 0), editOrderAs(1, 0)],
  },
  {
    name: 'a shipment after the end, while the key is refused',
    setting: setting('authorized'),
    commands: [
      makeInvoiceAs({ portion: 'all', number: null, draft: false, silent: false }, 0, false),
      withInvoice(PAY, 0),
      wholeAs('complete'),
      onInvoice(ship('all', null), post('key'), 0),
    ],
  },
];
