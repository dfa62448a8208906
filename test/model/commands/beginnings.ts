import type { Setting } from '../model/state.ts';
import type { Command } from './command.ts';
import type { Portion } from './draws.ts';
import { sendAs } from './invoices.ts';
import { deliverAs } from './network.ts';
import { wholeAs } from './operator.ts';
import { openOfflineAs } from './offline.ts';
import { ACCEPT, buyerDoes, FUND, PAY, withInvoice, withOrder } from './others.ts';
import { authorizeWith, finalizeAs, openAs } from './shop.ts';

const invoice = (portion: Portion | null, draft = false): Command =>
  sendAs({ own: null, portion, parts: null, shipped: null, draft });

const opened = [openAs('')];
const offline = [openOfflineAs('known')];
const confirmed = [...offline, finalizeAs(false, null), withOrder(ACCEPT, 0), deliverAs('in order')];
const placed = [...opened, buyerDoes([0, 1, 'accept'])];
const authorized = [...placed, authorizeWith([0, 0, null])];
/** Also where the shop finalizes by a call of its own. */
const accepted = [...authorized, finalizeAs(false, null), deliverAs('in order')];
const inParts = [...accepted, invoice('third'), invoice('half')];

const BEGINNINGS: Record<Setting['begins'], Command[]> = {
  nowhere: [],
  opened,
  offline,
  'offline, confirmed': [...confirmed, invoice('half')],
  placed,
  authorized,
  'invoiced in parts': inParts,
  'with a draft': [...accepted, invoice('half'), invoice('third', true)],
  whole: [...accepted, invoice('all')],
  funded: [...accepted, invoice('half'), withInvoice(FUND, 0), deliverAs('in order'), invoice('third')],
  'paid in part': [...inParts, withInvoice(PAY, 0), deliverAs('in order')],
  completed: [...inParts, wholeAs('complete')],
  paid: [...accepted, invoice('most'), invoice(null), withInvoice(PAY, 0), withInvoice(PAY, 1), deliverAs('in order')],
};

/** What comes before a sequence, so that most sequences reach late states. */
export const preamble = ({ begins }: Setting): Command[] => BEGINNINGS[begins];
