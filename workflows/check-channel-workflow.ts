import { checkChannel } from './activity-proxies.ts';
import type { ChannelCheck } from './contract/channel-check.ts';

/** Asks Apruve, with a channel's key, for its merchant. The key is the worker's, so the API asks by this. */
export async function checkChannelWorkflow(channel: string): Promise<ChannelCheck> {
  return checkChannel(channel);
}
