import type { CreditAnswer, CreditQuestion } from '../../workflows/contract/credit.ts';
import { creditOf } from '../../workflows/rules/offline-buyer.ts';
import { ApruveError } from '../apruve/errors.ts';
import type { ActivityDeps } from '../deps.ts';
import { accountsOf, toAccount } from './buyers.ts';

/** Reads a buyer's free credit at Apruve. Rejects only where the channel is not known here. */
export async function readCreditAtApruve(deps: ActivityDeps, { channel, email }: CreditQuestion): Promise<CreditAnswer> {
  const { apruve } = await deps.channel(channel);
  try {
    const { data } = await accountsOf(apruve, email);
    return creditOf(data.map(toAccount), { email, merchantId: apruve.merchantId });
  } catch (error) {
    if (!(error instanceof ApruveError)) throw error;
    return { known: false, ...faultOf(error) };
  }
}

function faultOf({ kind, message }: ApruveError): {
  code: 'apruve-auth' | 'apruve-unreadable' | 'apruve-unreachable';
  message: string;
} {
  if (kind === 'auth')
    return { code: 'apruve-auth', message: 'Apruve does not accept the API key of the channel. Check the channel.' };
  const code = kind === 'unreachable' ? 'apruve-unreachable' : 'apruve-unreadable';
  return { code, message: `Apruve does not tell the credit: ${message}` };
}
