import type { Channel, Mode } from '../workflows/contract/channel.ts';
import { environmentChannel } from '../worker/platform/channels.ts';
import type { Config } from '../worker/platform/config.ts';

/** A channel with what the API needs to recognize its webhooks. The API key stays with the worker. */
export interface ApiChannel extends Channel {
  /** All tokens that are valid now: two during a rotation. */
  webhookTokens: readonly string[];
  /** The public keys (PEM) that sign this channel's webhooks. */
  webhookKeys: readonly string[];
}

/** The configured channels. Asynchronous, so that those of a database can join the environment's one here. */
export interface Channels {
  get(id: string): Promise<ApiChannel | null>;
  list(): Promise<readonly ApiChannel[]>;
}

/** The mode of a channel. An unknown one counts as production, so that nobody takes real money for play money. */
export async function modeOf(channels: Channels, channel: string): Promise<Mode> {
  return (await channels.get(channel))?.mode ?? 'production';
}

/** The one channel that the environment describes, if it does. */
export function environmentChannels(config: Config): Channels {
  const known = apiChannel(config);
  return {
    get: async (id) => (known?.id === id ? known : null),
    list: async () => (known === null ? [] : [known]),
  };
}

function apiChannel(config: Config): ApiChannel | null {
  const channel = environmentChannel(config);
  const account = config.apruve.channel;
  if (channel === null || account === null) return null;
  return { ...channel, webhookTokens: [account.webhookToken], webhookKeys: config.webhookKeys[channel.mode] };
}
