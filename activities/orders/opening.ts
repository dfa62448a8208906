import { ApplicationFailure } from '@temporalio/activity';
import type { CheckoutInput } from '../../workflows/contract/checkout.ts';
import { openingFacts } from '../../workflows/rules/facts.ts';
import type { ActivityChannel, ActivityDeps } from '../deps.ts';
import { abandonUnopened } from '../ledger/attempts.ts';
import { findCheckout, type CheckoutRow } from '../ledger/checkouts.ts';
import { openAttempt } from '../ledger/opening.ts';
import { lightboxOf, lightboxRequest } from './lightbox.ts';

/** Shorter than the activity's own time-out: what was given up must not begin afterwards. */
const GIVEN_UP_AFTER_MS = 1_800;

/**
 * Opens a checkout: signs the order, writes lightbox, purchase row and the facts of `openingFacts`; an offline one has no lightbox.
 * A local activity, idempotent by the version of its row. Fails with `checkout-finished` where the attempt was abandoned before.
 */
export async function openCheckout(
  { db, clock, channel, wakeSender }: ActivityDeps,
  input: CheckoutInput,
  at: string,
): Promise<void> {
  const tooLate = clock().getTime() + GIVEN_UP_AFTER_MS;
  const { checkoutId, terms } = input;
  const opening = await channel(input.channel);
  const row = await findCheckout(db, checkoutId);
  if (row === null) throw new Error(`The ledger has no row for ${checkoutId}: start checkouts through the API.`);
  if (row.mode !== opening.mode) throw otherMode(row, opening);
  const isOffline = input.offline !== undefined;
  const lightbox = isOffline ? null : lightboxOf(opening, row.order);
  const request = lightbox === null ? null : lightboxRequest(lightbox);
  const facts = openingFacts(terms, at, isOffline);
  if (clock().getTime() > tooLate) throw new Error('The opening took too long and was given up.');
  const outcome = await openAttempt(db, row, { facts, lightbox, request, audience: opening, at: new Date(at) });
  if (outcome === 'ended') {
    const message = `The attempt ${checkoutId} was given up before it was opened.`;
    throw ApplicationFailure.nonRetryable(message, 'checkout-finished');
  }
  wakeSender();
}

const otherMode = ({ id, mode }: CheckoutRow, channel: Pick<ActivityChannel, 'id' | 'mode'>): Error =>
  new Error(
    `${id} was stored as a checkout of ${mode}, and the channel ${channel.id} is of ${channel.mode} here: give API and workers one APRUVE_MODE.`,
  );

/**
 * Decides an opening whose attempts all timed out: true where one of them reached the ledger, so that the checkout goes on. Otherwise
 * the attempt is abandoned for good.
 */
export async function settleOpening({ db, clock }: ActivityDeps, { checkoutId }: CheckoutInput): Promise<boolean> {
  const row = await findCheckout(db, checkoutId);
  if (row === null) return false;
  if (row.facts === null) await abandonUnopened(db, row, clock());
  const settled = await findCheckout(db, checkoutId);
  return settled?.facts != null && settled.facts.end === null;
}
