import type { Channel } from '../workflows/contract/channel.ts';
import { sha256 } from '../activities/ledger/sha256.ts';
import { listChannels } from '../activities/ledger/channels.ts';
import type { Ledger } from '../activities/ledger/database.ts';
import { environmentChannel, storedChannel } from '../worker/platform/channels.ts';
import type { Config } from '../worker/platform/config.ts';
import { remembered } from '../worker/platform/remembered.ts';
import { secretBox } from '../worker/platform/secret-box.ts';
import type { ChannelSetup } from './deps.ts';
import { sameSecret } from './http/same-secret.ts';

/** A channel with what the API needs to recognize its webhooks. The API key stays with the worker. */
export interface ApiChannel extends Channel {
  /** True of a token that its webhook address may have now: of two during a rotation. */
  hasToken: (token: string) => boolean;
  /** The public keys (PEM) that sign this channel's webhooks. */
  webhookKeys: readonly string[];
}

/** The channels that are configured: the environment's, and those of the ledger that were not deleted. */
export interface Channels {
  get(id: string): Promise<ApiChannel | null>;
  list(): Promise<readonly ApiChannel[]>;
  /** Has the next look read the ledger anew. */
  forget(): void;
}

/** How long the list is used as it was read: what another process changed is seen within this time. */
const REMEMBERED_MS = 2_000;

/** The channel that the environment describes, if it does, and those of the ledger. */
export function allChannels(config: Config, db: Ledger): Channels {
  const known = ofEnvironment(config);
  let look = remembered(() => listAll(config, known, db), REMEMBERED_MS);
  const list = (): Promise<readonly ApiChannel[]> => look();
  return {
    list,
    get: async (id) => (known?.id === id ? known : ((await list()).find((channel) => channel.id === id) ?? null)),
    forget: () => {
      look = remembered(() => listAll(config, known, db), REMEMBERED_MS);
    },
  };
}

async function listAll(config: Config, known: ApiChannel | null, db: Ledger): Promise<ApiChannel[]> {
  const stored = (await listChannels(db)).map(({ channel, tokenHashes }) => ({
    ...storedChannel(channel, config),
    hasToken: (token: string): boolean => tokenHashes.includes(sha256(token)),
    webhookKeys: config.webhookKeys[channel.mode],
  }));
  return known === null ? stored : [known, ...stored];
}

function ofEnvironment(config: Config): ApiChannel | null {
  const channel = environmentChannel(config);
  const account = config.apruve.channel;
  if (channel === null || account === null) return null;
  const hasToken = (token: string): boolean => sameSecret(account.webhookToken, token);
  return { ...channel, hasToken, webhookKeys: config.webhookKeys[channel.mode] };
}

/** What setting up a channel needs of this installation. */
export const channelSetupOf = ({ secrets, http, webhookKeys, notifications, receiverHosts }: Config): ChannelSetup => ({
  seal: (secret) => secretBox(secrets.keys).seal(secret),
  publicUrl: http.publicUrl,
  hasProductionKeys: webhookKeys.production.length > 0,
  receiverHosts,
  environmentReceiver: notifications?.url ?? null,
});
