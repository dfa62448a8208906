import type { ApiChannel, Channels } from '../channels.ts';

/** The channel that a webhook token belongs to; null where the token is not valid. Asks every channel, so that time tells nothing. */
export async function channelOfToken(channels: Channels, token: string): Promise<ApiChannel | null> {
  const found = (await channels.list()).filter(({ hasToken }) => hasToken(token));
  return found[0] ?? null;
}
