import type { ApiChannel, Channels } from '../channels.ts';
import { sameSecret } from '../http/same-secret.ts';

/** The channel that a webhook token belongs to; null where the token is not valid. Compares every token, each in constant time. */
export async function channelOfToken(channels: Channels, token: string): Promise<ApiChannel | null> {
  let found: ApiChannel | null = null;
  for (const channel of await channels.list()) {
    for (const valid of channel.webhookTokens) if (sameSecret(valid, token)) found = channel;
  }
  return found;
}
