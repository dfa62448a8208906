import type { WebhookRegistration } from '../../workflows/contract/webhook-registration.ts';
import type { Apruve } from '../apruve/client.ts';
import { ApruveError } from '../apruve/errors.ts';
import { requests } from '../apruve/requests.ts';
import type { ApruveWebhookEndpoint } from '../apruve/entities.ts';
import type { ActivityDeps } from '../deps.ts';
import { sha256 } from '../ledger/canonical.ts';
import { dropToken, endedTokens, endOtherTokens, endToken } from '../ledger/webhook-tokens.ts';

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
 * Removes at Apruve the addresses whose tokens have ended. What cannot be removed now is removed by the next sweep: a channel that Apruve
 * refuses, or whose key cannot be opened, must not keep reconciliation from the others.
 */
export async function removeEndedAddresses(deps: ActivityDeps): Promise<void> {
  const ended = await endedTokens(deps.db);
  for (const channelId of new Set(ended.map((token) => token.channelId))) {
    const hashes = new Set(ended.flatMap((token) => (token.channelId === channelId ? [token.hash] : [])));
    await removeAddresses(deps, channelId, hashes).catch(() => undefined);
  }
}

async function removeAddresses({ db, channel }: ActivityDeps, channelId: string, hashes: ReadonlySet<string>): Promise<void> {
  const found = await channel(channelId).catch(() => null);
  // One whose key cannot be opened any more must not hold up the others.
  if (found === null) return;
  const { apruve } = found;
  for (const { id, url } of await listEndpoints(apruve)) {
    if (hashes.has(hashOfAddress(url))) await apruve.send(requests.deleteWebhookEndpoint(apruve.merchantId, id));
  }
  for (const hash of hashes) await dropToken(db, hash);
}
