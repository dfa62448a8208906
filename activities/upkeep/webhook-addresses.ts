import { log } from '@temporalio/activity';
import type { WebhookRegistration } from '../../workflows/contract/webhook-registration.ts';
import type { Apruve } from '../apruve/client.ts';
import { ApruveError } from '../apruve/errors.ts';
import { describeCause } from '../apruve/http.ts';
import { requests } from '../apruve/requests.ts';
import type { ApruveWebhookEndpoint } from '../apruve/entities.ts';
import type { ActivityDeps } from '../deps.ts';
import { sha256 } from '../ledger/sha256.ts';
import { forgetKey } from '../ledger/channels.ts';
import { deed } from '../ledger/deeds.ts';
import { recorded, WORKER } from '../ledger/setup-changes.ts';
import { dropToken, endedTokens, endOtherTokens, endToken, type EndedTokens } from '../ledger/webhook-tokens.ts';

/** The token at the end of an address, as the ledger keeps it. */
export const hashOfAddress = (url: string): string => sha256(url.split('/').at(-1) ?? '');

/**
 * Registers an address at Apruve, and lets the other addresses of the channel end after `overlapMs`. Where Apruve does not take it the new
 * one ends instead, so that events go on as before.
 */
export async function registerWebhookAtApruve(
  { db, channel }: ActivityDeps,
  channelId: string,
  url: string,
  overlapMs: number,
): Promise<WebhookRegistration> {
  const { apruve } = await channel(channelId, 'anew');
  const hash = hashOfAddress(url);
  try {
    const known = await listEndpoints(apruve);
    if (!known.some((each) => each.url === url)) await apruve.send(requests.createWebhookEndpoint(apruve.merchantId, { url }));
  } catch (error) {
    if (!(error instanceof ApruveError)) throw error;
    await endToken(db, hash);
    return { ok: false, code: codeOf(error), detail: `${error.message.replace(/\.$/, '')}. The addresses stay as they were.` };
  }
  const oldValidUntil = await endOtherTokens(db, channelId, hash, overlapMs);
  return { ok: true, oldValidUntil: oldValidUntil?.toISOString() ?? null };
}

/** The webhook addresses that are registered at Apruve over its API; one set in its dashboard is not among them. */
export const listEndpoints = async (apruve: Apruve): Promise<ApruveWebhookEndpoint[]> =>
  (await apruve.send(requests.listWebhookEndpoints(apruve.merchantId))).data;

function codeOf({ kind }: ApruveError): 'apruve-auth' | 'refused-by-apruve' | 'apruve-unreachable' {
  if (kind === 'auth') return 'apruve-auth';
  return kind === 'refused' || kind === 'not-found' ? 'refused-by-apruve' : 'apruve-unreachable';
}

/**
 * Removes at Apruve the addresses whose tokens have ended, and then forgets the key of a channel that was deleted. What cannot be removed now
 * is told, and removed by the next sweep: a channel that Apruve refuses, or whose key cannot be opened, must not keep reconciliation from
 * the others.
 */
export async function removeEndedAddresses(deps: ActivityDeps): Promise<void> {
  for (const ended of await endedTokens(deps.db)) {
    await removeAddresses(deps, ended).catch((error: unknown) => {
      const why = describeCause(error);
      log.warn('webhook addresses that have ended cannot be removed at Apruve', { channel: ended.channelId, why });
    });
  }
}

async function removeAddresses({ db, channel }: ActivityDeps, { channelId, isDeleted, hashes }: EndedTokens): Promise<void> {
  const { apruve } = await channel(channelId, 'deleted too');
  const registered = (await listEndpoints(apruve)).filter(({ url }) => hashes.includes(hashOfAddress(url)));
  for (const { id } of registered) await apruve.send(requests.deleteWebhookEndpoint(apruve.merchantId, id));
  const removal = deed('webhook-addresses-removed', channelId, channelId, { removed: registered.length });
  await recorded(db, WORKER, removal, async (tx) => {
    for (const hash of hashes) await dropToken(tx, hash);
    if (isDeleted) await forgetKey(tx, channelId);
    return isDeleted || registered.length > 0;
  });
}
