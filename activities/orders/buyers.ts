import type { Refusal } from '../../workflows/contract/failures.ts';
import type { BuyerOutcome, StepContext } from '../../workflows/contract/step-context.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import { chooseBuyer, type BuyerAccount } from '../../workflows/rules/offline-buyer.ts';
import { FIND_BUYER_STEP, PURCHASE_STEP } from '../../workflows/rules/rows.ts';
import type { Apruve, Read } from '../apruve/client.ts';
import { recordedRequest, requests } from '../apruve/requests.ts';
import type { ApruveAccount } from '../apruve/entities.ts';
import { ApruveError } from '../apruve/errors.ts';
import type { ActivityDeps } from '../deps.ts';
import { asStep } from '../step/failures.ts';
import { readBuyerEmail } from '../ledger/checkouts.ts';
import type { RecordedRequest, RecordedResponse } from '../ledger/json-columns.ts';
import { writeTransaction } from '../ledger/transactions.ts';
import { commitAndNotify } from '../step/commit-and-notify.ts';

/** The facts of an offline checkout that Apruve accepts no order for: it ends as declined. */
export const DECLINED: Fact[] = [{ fact: 'ending', reason: 'declined' }];

/**
 * Finds the buyer of an offline checkout at Apruve by the email in the ledger, and checks the credit. A refusal ends the
 * checkout, with a row that holds what Apruve showed.
 */
export function findBuyer(deps: ActivityDeps, ctx: StepContext, corporateAccountId: string | null): Promise<BuyerOutcome> {
  return asStep<BuyerOutcome>(async () => {
    const { apruve } = await deps.channel(ctx.channel);
    const { merchantId } = apruve;
    const email = (await readBuyerEmail(deps.db, ctx.checkoutId)) ?? '';
    const { answer, data } = await accountsOf(apruve, email);
    const { amountCents, currency } = ctx.facts.terms;
    const chosen = chooseBuyer(data.map(toAccount), { email, corporateAccountId, merchantId, amountCents, currency });
    if ('code' in chosen) {
      return refuseBuyer(deps, ctx, chosen, recordedRequest(requests.findAccounts(merchantId, email)), answer);
    }
    await commitAndNotify(deps, ctx, []);
    return { newFacts: [], waitingEvents: [], buyer: chosen };
  });
}

/** Apruve may answer an unknown email with 404 instead of an empty list, as its Ruby SDK expects: no account then. */
export async function accountsOf(apruve: Apruve, email: string): Promise<Read<ApruveAccount[]>> {
  try {
    return await apruve.send(requests.findAccounts(apruve.merchantId, email));
  } catch (error) {
    if (!(error instanceof ApruveError) || error.kind !== 'not-found') throw error;
    return { answer: { status: 404, body: error.body }, data: [] };
  }
}

export const toAccount = (account: ApruveAccount): BuyerAccount => ({
  id: account.id,
  name: account.name ?? null,
  merchantId: account.merchant_uuid ?? null,
  availableCents: account.credit_available_cents ?? null,
  currency: account.currency ?? null,
  ownerId: account.customer_uuid ?? null,
  buyers: (account.authorized_buyers ?? []).map(({ id, email }) => ({ id, email: email ?? '' })),
});

async function refuseBuyer(
  deps: ActivityDeps,
  ctx: StepContext,
  refusal: Refusal,
  request: RecordedRequest,
  response: RecordedResponse,
): Promise<BuyerOutcome> {
  const taken = await commitAndNotify(deps, ctx, DECLINED, [], async (tx) => {
    await writeTransaction(tx, {
      checkoutId: ctx.checkoutId,
      step: FIND_BUYER_STEP,
      action: 'buyer_refused',
      amountCents: ctx.facts.terms.amountCents,
      currency: ctx.currency,
      source: PURCHASE_STEP,
      active: false,
      successful: false,
      request,
      response,
      at: new Date(ctx.at),
    });
  });
  return { ...taken, refusal };
}
