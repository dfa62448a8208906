import { readCredit } from './activity-proxies.ts';
import type { CreditAnswer, CreditQuestion } from './contract/credit.ts';

/** Asks Apruve, with a channel's key, for a buyer's free credit. The key is the worker's, so the API asks by this. */
export async function readCreditWorkflow(question: CreditQuestion): Promise<CreditAnswer> {
  return readCredit(question);
}
