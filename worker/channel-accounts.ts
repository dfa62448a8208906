import type { Dispatcher } from 'undici';
import type { ActivityChannel } from '../activities/deps.ts';
import { createApruve } from '../activities/apruve/client.ts';
import type { Config } from './platform/index.ts';

/** The channel that comes from the environment, by its fixed id. */
const ENVIRONMENT_CHANNEL = 'default';

/** Finds channels for the activities. Clients are made once and share one pool of connections. */
export function createChannels(config: Config, dispatcher: Dispatcher): (id: string) => Promise<ActivityChannel> {
  const { channel, baseUrls } = config.apruve;
  const known = new Map<string, ActivityChannel>();
  if (channel !== null) {
    const { apiKey, merchantId, mode } = channel;
    const origin = baseUrls[mode];
    const apruve = createApruve({ origin, apiKey, merchantId, dispatcher, clock: () => new Date() });
    const receiver = config.notifications === null ? null : { ...config.notifications, dispatcher };
    const scriptUrl = `${origin}/js/v4/apruve.js`;
    known.set(ENVIRONMENT_CHANNEL, { id: ENVIRONMENT_CHANNEL, mode, apruve, apiKey, scriptUrl, receiver });
  }
  return (id) => {
    const found = known.get(id);
    return found === undefined
      ? Promise.reject(
          new Error(`The channel ${id} is not configured here: set APRUVE_API_KEY, APRUVE_MERCHANT_ID and APRUVE_MODE.`),
        )
      : Promise.resolve(found);
  };
}
