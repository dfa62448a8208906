import { randomBytes } from 'node:crypto';
import type { Transaction } from '../../../activities/ledger/database.ts';
import {
  changeReceiver,
  deleteReceiver,
  listReceivers,
  storeReceiver,
  type NewReceiver,
  type ReceiverChange,
  type ReceiverRow,
} from '../../../activities/ledger/receivers.ts';
import type { Channel } from '../../../workflows/contract/channel.ts';
import { refusalOfAddress } from '../../../worker/platform/receiver-address.ts';
import type { ChannelSetup } from '../../deps.ts';
import { Problem } from '../../http/problem.ts';
import type { NewReceiverInput, ReceiverChangeInput } from './schemas.ts';

/** Each notification is a row for each of them. */
const MAX_RECEIVERS = 20;

type Of = Pick<Channel, 'id' | 'mode'>;

const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** Stores a receiver with a new secret, which is shown once. */
export async function addReceiver(
  tx: Transaction,
  setup: ChannelSetup,
  { id: channelId, mode }: Of,
  { url, types, enabled }: NewReceiverInput,
): Promise<{ row: ReceiverRow; secret: string }> {
  mayBeTold(setup, mode, url);
  if ((await listReceivers(tx, [channelId])).length >= MAX_RECEIVERS) {
    throw invalid('url', `A channel has at most ${MAX_RECEIVERS} receivers. Delete one, or let one pass on what it is told.`);
  }
  const secret = newSecret();
  const id = `rcv_${randomBytes(12).toString('hex')}`;
  const receiver: NewReceiver = {
    id,
    channelId,
    url,
    types: types ?? null,
    enabled: enabled ?? true,
    secretSealed: setup.seal(secret),
  };
  return { row: await storeReceiver(tx, receiver), secret };
}

/** What a change of a receiver writes. A new address comes with a new secret, because who had the old one must not sign for it. */
export function changedReceiver(
  setup: ChannelSetup,
  mode: Of['mode'],
  row: ReceiverRow,
  { url, types, enabled, new_secret: wantsSecret }: ReceiverChangeInput,
): { columns: ReceiverChange; secret: string | null } {
  if (url !== undefined) mayBeTold(setup, mode, url);
  const secret = wantsSecret === true || (url !== undefined && url !== row.url) ? newSecret() : null;
  const columns = {
    ...(url !== undefined && { url }),
    ...(types !== undefined && { types }),
    ...(enabled !== undefined && { enabled }),
    ...(secret !== null && { secretSealed: setup.seal(secret) }),
  };
  return { columns, secret };
}

/** Has the first receiver of a channel at this address; null: deletes it. Answers a secret that was made. */
export async function setFirstReceiver(
  tx: Transaction,
  setup: ChannelSetup,
  channel: Of,
  url: string | null,
): Promise<string | null> {
  const [first] = await listReceivers(tx, [channel.id]);
  if (url === null) {
    if (first !== undefined) await deleteReceiver(tx, channel.id, first.id);
    return null;
  }
  if (first === undefined) return (await addReceiver(tx, setup, channel, { url })).secret;
  const { columns, secret } = changedReceiver(setup, channel.mode, first, { url });
  await changeReceiver(tx, channel.id, first.id, columns);
  return secret;
}

/** Throws where a shop must not be told at this address. */
export function mayBeTold({ receiverHosts }: ChannelSetup, mode: Of['mode'], url: string, path = 'url'): void {
  const refusal = refusalOfAddress(url, mode, receiverHosts);
  if (refusal !== null) throw invalid(path, refusal);
}

const invalid = (path: string, message: string): Problem =>
  new Problem('invalid-request', message, { errors: [{ path, message }] });
