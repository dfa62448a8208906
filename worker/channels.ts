import type { Dispatcher } from 'undici';
import { createApruve, type Observe } from '../activities/apruve/client.ts';
import type { ActivityChannel } from '../activities/deps.ts';
import { environmentChannel } from './platform/channels.ts';
import type { Config } from './platform/index.ts';

/**
 * Finds channels for the activities, with their Apruve client and receiver. Rejects for a channel that is not configured here.
 * Each client is created once, and all share one pool of connections.
 */
export function createChannels(
  config: Config,
  dispatcher: Dispatcher,
  observe?: Observe,
): (id: string) => Promise<ActivityChannel> {
  const known = activityChannel(config, dispatcher, observe);
  return async (id) => {
    if (known?.id === id) return known;
    throw new Error(`The channel ${id} is not configured here: set APRUVE_API_KEY, APRUVE_MERCHANT_ID and APRUVE_MODE.`);
  };
}

function activityChannel(config: Config, dispatcher: Dispatcher, observe: Observe | undefined): ActivityChannel | null {
  const channel = environmentChannel(config);
  const { channel: account, baseUrls } = config.apruve;
  if (channel === null || account === null) return null;
  const { apiKey, merchantId } = account;
  if (apiKey === null) return null;
  const origin = baseUrls[channel.mode];
  return {
    ...channel,
    apiKey,
    apruve: createApruve({ origin, apiKey, merchantId, dispatcher, clock: () => new Date(), ...(observe && { observe }) }),
    scriptUrl: `${origin}/js/v4/apruve.js`,
    receiver: config.notifications === null ? null : { ...config.notifications, dispatcher },
  };
}
