import { ApplicationFailure } from '@temporalio/activity';
import { and, eq, sql } from 'drizzle-orm';
import type { CheckoutInput } from '../../workflows/contract/checkout.ts';
import { openingFacts } from '../../workflows/rules/facts.ts';
import { OPENING_NOTIFICATION } from '../../workflows/rules/notifications.ts';
import { PURCHASE_STEP } from '../../workflows/rules/rows.ts';
import { isFinal } from '../../workflows/rules/status.ts';
import type { ActivityDeps } from '../deps.ts';
import { abandonUnopened } from '../ledger/attempts.ts';
import type { Transaction } from '../ledger/database.ts';
import { insertNotifications } from '../ledger/outbox.ts';
import { findCheckout } from '../ledger/reads.ts';
import { checkouts, paymentTransactions } from '../ledger/schema.ts';
import { lightboxOf, lightboxRequest } from './lightbox.ts';

/** Shorter than the activity's own bound: an opening that was given up must not be committed behind its back. */
const OUTLIVE_NOTHING = sql`set local statement_timeout = '1500ms'`;
const GIVEN_UP_AFTER_MS = 1_800;

/**
 * Opens a checkout: signs the order, writes the lightbox and the purchase row; an offline one has no lightbox. The facts it
 * stores are those of `openingFacts`. A local activity, idempotent by the version of its row. An attempt that was given up before
 * is not opened.
 */
export async function openCheckout({ db, channel, workflows }: ActivityDeps, input: CheckoutInput, at: string): Promise<void> {
  const tooLate = performance.now() + GIVEN_UP_AFTER_MS;
  const opening = await channel(input.channel);
  const [row] = await db.select().from(checkouts).where(eq(checkouts.id, input.checkoutId));
  if (row === undefined) throw new Error(`The ledger has no row for ${input.checkoutId}: start checkouts through the API.`);
  const { receiver, mode } = opening;
  const isOffline = input.offline !== undefined;
  const lightbox = isOffline ? null : lightboxOf(opening, row.order);
  const secureHashes = lightbox === null ? [] : [lightbox.secure_hash];
  const facts = openingFacts(input.terms, at, isOffline);
  await db.transaction(async (tx) => {
    await tx.execute(OUTLIVE_NOTHING);
    const [open] = await tx
      .update(checkouts)
      .set({ facts, version: facts.version, lightbox, secureHashes, updatedAt: new Date(at) })
      .where(and(eq(checkouts.id, input.checkoutId), eq(checkouts.version, 0)))
      .returning();
    if (open === undefined) return assertNotEnded(tx, input.checkoutId);
    if (performance.now() > tooLate) throw new Error('The opening took too long and was given up.');
    await tx.insert(paymentTransactions).values({
      checkoutId: input.checkoutId,
      step: PURCHASE_STEP,
      action: 'purchase',
      amountCents: input.terms.amountCents,
      currency: input.terms.currency,
      active: true,
      successful: false,
      request: lightbox === null ? null : lightboxRequest(lightbox),
      createdAt: new Date(at),
      updatedAt: new Date(at),
    });
    if (receiver !== null) await insertNotifications(tx, open, 1, new Date(at), { notifications: [OPENING_NOTIFICATION], mode });
  });
  // Not waited for: the buyer is at the till, and whatever comes next, reconciliation at the latest, wakes the sender too.
  if (receiver !== null) void workflows.wakeNotifications(input.checkoutId).catch(() => undefined);
}

/**
 * Decides an opening whose tries gave no answer: true where one of them is in the ledger, so that the checkout lives; otherwise
 * the attempt is given up for good.
 */
export async function settleOpening({ db }: ActivityDeps, { checkoutId }: CheckoutInput): Promise<boolean> {
  const row = await findCheckout(db, checkoutId);
  if (row === null) return false;
  if (row.facts === null) await abandonUnopened(db, row, new Date());
  const settled = await findCheckout(db, checkoutId);
  return settled?.facts != null && settled.facts.end === null;
}

/** What was given up meanwhile has its final status for ever: a process for it must not begin. */
async function assertNotEnded(tx: Transaction, checkoutId: string): Promise<void> {
  const [row] = await tx.select({ status: checkouts.status }).from(checkouts).where(eq(checkouts.id, checkoutId));
  if (row === undefined || !isFinal(row.status)) return;
  throw ApplicationFailure.nonRetryable(`The attempt ${checkoutId} was given up before it was opened.`, 'checkout-finished');
}
