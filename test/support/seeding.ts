import { randomUUID } from 'node:crypto';
import { allocateAttempt, contentHashOf } from '../../activities/ledger/attempts.ts';
import { commit } from '../../activities/ledger/commit.ts';
import type { Ledger } from '../../activities/ledger/database.ts';
import type { Customer } from '../../activities/ledger/json-columns.ts';
import { openAttempt } from '../../activities/ledger/opening.ts';
import type { Mode } from '../../workflows/contract/channel.ts';
import type { InvoiceFact } from '../../workflows/contract/checkout.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import type { Policy } from '../../workflows/contract/policy.ts';
import { openingFacts } from '../../workflows/rules/facts.ts';
import { anOrder } from './shop.ts';

/** A checkout as it is to be in the ledger. */
export interface Seed {
  number?: string;
  channel?: string;
  mode?: Mode;
  amountCents?: number;
  currency?: string;
  customer?: Partial<Customer>;
  poNumber?: string;
  /** When everything became known. */
  at?: Date;
  facts?: Fact[];
}

const NOBODY: Customer = { email: null, name: null, id: null, country: null, group: null };

/** Puts a checkout into the ledger by the verbs of the process, without a process; answers its id. */
export async function seedCheckout(db: Ledger, policy: Policy, seed: Seed = {}): Promise<string> {
  const {
    channel = 'default',
    mode = 'test',
    amountCents = 11_500,
    currency = 'USD',
    at = new Date(),
    facts: newFacts = [],
  } = seed;
  const lines = [{ title: 'Goods', quantity: 1, price_ea_cents: amountCents, price_total_cents: amountCents }];
  const order = anOrder({
    merchant_order_id: seed.number ?? `SEED-${randomUUID()}`,
    po_number: seed.poNumber ?? null,
    amount_cents: amountCents,
    currency,
    tax_cents: 0,
    shipping_cents: 0,
    order_items: lines,
  });
  const customer = { ...NOBODY, ...seed.customer };
  const content = contentHashOf({ order, customer });
  const { checkout } = await allocateAttempt(db, {
    channel,
    mode,
    order,
    customer,
    contentHash: content,
    paidMeans: 'closed',
    policy,
  });
  const facts = openingFacts(checkout.input.terms, at.toISOString());
  const opening = { facts, lightbox: null, request: null, audience: { receivers: [] }, at };
  await openAttempt(db, checkout, opening);
  const { id: checkoutId, merchantOrderId } = checkout;
  const context = { checkoutId, channel, merchantOrderId, currency, paidMeans: 'closed' as const, facts, version: 2 };
  const none = { handledEvents: [], onSuccess: [], unknownOutcomeWaitMs: 0 };
  if (newFacts.length > 0) await commit(db, { ...context, ...none, at: at.toISOString() }, newFacts);
  return checkoutId;
}

/** Apruve has accepted the order. */
export const accepted = (): Fact => ({
  fact: 'order-read',
  order: { id: randomUUID().replaceAll('-', ''), status: 'accepted', expireAt: null },
});

/** An invoice of the order, issued by default. */
export function invoiced(amountCents: number, changes: Partial<InvoiceFact> = {}): Fact & { fact: 'invoice-read' } {
  const id = randomUUID().replaceAll('-', '');
  const dates = { dueAt: null, issuedAt: null, fundedAt: null, closedAt: null };
  const money = { amountCents, amountDueCents: amountCents, returnedCents: 0 };
  return {
    fact: 'invoice-read',
    invoice: { id, number: `INV-${id}`, ...money, status: 'open', draft: false, ...dates, ...changes },
  };
}

/** The time so many days from `at`, by default from now. */
export const inDays = (days: number, at = new Date()): string => new Date(at.getTime() + days * 86_400_000).toISOString();
