import type { StepContext, StepOutcome } from '../../workflows/contract/step-context.ts';
import type { Apruve } from '../apruve/client.ts';
import { ApruveError } from '../apruve/errors.ts';
import { requests } from '../apruve/requests.ts';
import { readBuyerEmail } from '../ledger/checkouts.ts';
import type { Ledger } from '../ledger/database.ts';
import { refused } from '../step/failures.ts';
import type { ApruveStep } from '../step/run-apruve-step.ts';

/**
 * What a refusal is answered with where the step needs more than the order's amount: Apruve then also needs the buyer's free credit,
 * so the answer says how much there is. Nothing to add where `isAboveOrder` is false.
 */
export function onCreditRefusal(db: Ledger, ctx: StepContext, isAboveOrder: boolean): Pick<ApruveStep<unknown>, 'onRefusal'> {
  if (!isAboveOrder) return {};
  return {
    onRefusal: async ({ message }, apruve): Promise<StepOutcome> => {
      const available = await availableCents(db, apruve, ctx);
      return refused({
        code: 'refused-by-apruve',
        message,
        details: available === null ? {} : { available_cents: available },
      });
    },
  };
}

/**
 * The buyer's free credit in cents, from the corporate account that Apruve finds by the buyer's email; null where it cannot
 * be told. Asked only after a refusal, to say how much there is.
 */
async function availableCents(db: Ledger, apruve: Apruve, { checkoutId }: StepContext): Promise<number | null> {
  const email = await readBuyerEmail(db, checkoutId);
  if (email === null) return null;
  try {
    const { data } = await apruve.send(requests.findAccounts(apruve.merchantId, email));
    return data.length === 1 ? (data[0]?.credit_available_cents ?? null) : null;
  } catch (error) {
    if (error instanceof ApruveError) return null;
    throw error;
  }
}
