import type { Dispatcher } from 'undici';
import { createApruve, type Observe } from '../activities/apruve/client.ts';
import { SecretNotOpened, type ActivityChannel, type ActivityDeps, type Receiver } from '../activities/deps.ts';
import { findChannel } from '../activities/ledger/channels.ts';
import type { Ledger } from '../activities/ledger/database.ts';
import { listReceivers } from '../activities/ledger/receivers.ts';
import { ENVIRONMENT_CHANNEL, ENVIRONMENT_RECEIVER, type Channel } from '../workflows/contract/channel.ts';
import { environmentChannel, storedChannel } from './platform/channels.ts';
import { secretBox, type Config } from './platform/index.ts';
import { refusalOfAddress } from './platform/receiver-address.ts';
import { remembered } from './platform/remembered.ts';

/** How long a channel of the ledger is used as it was read: a change is taken up within this time. */
const REMEMBERED_MS = 2_000;

/** What channels are made with. */
export interface ChannelParts {
  db: Ledger;
  /** All clients share one pool of connections. */
  dispatcher: Dispatcher;
  /** Calls receivers that administrators have named; absent: as all others are called. */
  toReceivers?: Dispatcher;
  observe?: Observe | undefined;
}

/** The account of a channel at Apruve, with its key in clear. */
interface Account {
  apiKey: string;
  /** Of its webhooks, where it is known in clear. */
  webhookToken: string | null;
  merchantId: string;
}

/**
 * Finds channels for the activities, with their Apruve client and receiver: the environment's, and those of the ledger. Rejects for a
 * channel that is not known here, or was deleted.
 */
export function createChannels(config: Config, parts: ChannelParts): ActivityDeps['channel'] {
  const known = ofEnvironment(config, parts);
  const looks = new Map<string, () => Promise<ActivityChannel>>();
  return async (id, how) => {
    if (id === ENVIRONMENT_CHANNEL) {
      if (known !== null) return known;
      throw new Error(`The channel ${id} is not configured here: set APRUVE_API_KEY, APRUVE_MERCHANT_ID and APRUVE_MODE.`);
    }
    if (how === 'deleted too') return ofLedger(config, parts, id, true);
    const look = (how === undefined ? looks.get(id) : null) ?? remembered(() => ofLedger(config, parts, id), REMEMBERED_MS);
    looks.set(id, look);
    return look();
  };
}

function ofEnvironment(config: Config, parts: ChannelParts): ActivityChannel | null {
  const channel = environmentChannel(config);
  const { channel: account } = config.apruve;
  if (channel === null || account?.apiKey == null) return null;
  const { notifications } = config;
  const { dispatcher } = parts;
  const told = { id: ENVIRONMENT_RECEIVER, types: null, enabled: true, refusal: null, dispatcher };
  const receivers = notifications === null ? [] : [{ ...told, ...notifications }];
  return activityChannel(config, parts, channel, { ...account, apiKey: account.apiKey }, receivers);
}

async function ofLedger(config: Config, parts: ChannelParts, id: string, isDeletedToo = false): Promise<ActivityChannel> {
  const row = await findChannel(parts.db, id);
  if (row === null) throw new Error(`The channel ${id} is not configured here.`);
  if (row.deletedAt !== null && !isDeletedToo) throw new Error(`The channel ${id} was deleted.`);
  const open = opener(config);
  const account = {
    apiKey: open(`The API key of the channel ${id}`, row.apiKeySealed),
    merchantId: row.merchantId,
    webhookToken: null,
  };
  const { notificationRetryForMs: retryForMs } = config;
  const receivers = (await listReceivers(parts.db, [id])).map(
    ({ id: receiverId, url, types, enabled, secretSealed }): Receiver => {
      const address = { id: receiverId, url, types, enabled, retryForMs, dispatcher: parts.toReceivers ?? parts.dispatcher };
      const refusal = refusalOfAddress(url, row.mode, config.receiverHosts);
      if (refusal !== null) return { ...address, secret: null, refusal };
      return { ...address, ...orRefusal(() => open(`The secret of the receiver ${receiverId}`, secretSealed)) };
    },
  );
  return activityChannel(config, parts, storedChannel(row, config), account, receivers);
}

/** One receiver's secret that does not open stops neither the others nor what the channel does at Apruve. */
function orRefusal(open: () => string): { secret: string; refusal: null } | { secret: null; refusal: string } {
  try {
    return { secret: open(), refusal: null };
  } catch (error) {
    if (error instanceof SecretNotOpened) return { secret: null, refusal: error.message };
    throw error;
  }
}

/** Opens sealed secrets, and tells which one it is that does not open. */
function opener({ secrets }: Config): (what: string, sealed: string) => string {
  const box = secretBox(secrets.keys);
  return (what, sealed) => {
    try {
      return box.open(sealed);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new SecretNotOpened(`${what} cannot be used: ${why}. Put its key back into SECRETS_KEY, or make the secret anew.`, {
        cause,
      });
    }
  };
}

function activityChannel(
  config: Config,
  { dispatcher, observe }: ChannelParts,
  channel: Channel,
  { apiKey, merchantId, webhookToken: token }: Account,
  receivers: readonly Receiver[],
): ActivityChannel {
  const origin = config.apruve.baseUrls[channel.mode];
  const clock = (): Date => new Date();
  return {
    ...channel,
    apiKey,
    apruve: createApruve({ origin, apiKey, merchantId, dispatcher, clock, ...(observe && { observe }) }),
    scriptUrl: `${origin}/js/v4/apruve.js`,
    webhooks: { base: `${config.http.publicUrl}/webhooks/apruve`, token, dispatcher },
    receivers,
  };
}
