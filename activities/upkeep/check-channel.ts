import type { ChannelCheck } from '../../workflows/contract/channel-check.ts';
import { ApruveError } from '../apruve/errors.ts';
import { requests } from '../apruve/requests.ts';
import type { ActivityDeps } from '../deps.ts';

/** Reads a channel's merchant at Apruve. Rejects only where the channel is not known here. */
export async function checkChannelAtApruve({ channel }: ActivityDeps, id: string): Promise<ChannelCheck> {
  const { apruve, mode } = await channel(id, 'anew');
  try {
    const { data } = await apruve.send(requests.getMerchant(apruve.merchantId));
    return {
      ok: true,
      code: 'ok',
      detail: `Apruve's ${mode} environment knows the merchant${data.name ? ` ${data.name}` : ''}.`,
    };
  } catch (error) {
    if (!(error instanceof ApruveError)) throw error;
    return { ok: false, ...faultOf(error, apruve.merchantId, mode) };
  }
}

function faultOf({ kind, status, message }: ApruveError, merchantId: string, mode: string): Omit<ChannelCheck, 'ok'> {
  if (status === 401) {
    return {
      code: 'wrong-key',
      detail: `Apruve's ${mode} environment does not take the API key. Keys of test and production differ.`,
    };
  }
  if (kind === 'not-found' || kind === 'auth') {
    return {
      code: 'unknown-merchant',
      detail: `The key is good, but it shows no merchant ${merchantId}. Compare the merchant id.`,
    };
  }
  return { code: 'unreachable', detail: `Apruve gives no answer that can be read: ${message}. Check again later.` };
}
