import type { StepContext } from '../../workflows/contract/step-context.ts';
import type { Apruve } from '../apruve/client.ts';
import { ApruveError } from '../apruve/errors.ts';
import { requests } from '../apruve/requests.ts';
import { readBuyerEmail } from '../ledger/checkouts.ts';
import type { Ledger } from '../ledger/database.ts';

/**
 * The buyer's free credit in cents, from the corporate account that Apruve finds by the buyer's email; null where it cannot
 * be told. Asked only after a refusal, to say how much there is.
 */
export async function availableCents(db: Ledger, apruve: Apruve, { checkoutId }: StepContext): Promise<number | null> {
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
