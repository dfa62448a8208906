import { setTimeout } from 'node:timers/promises';
import { activityInfo } from '@temporalio/activity';
import { request } from 'undici';
import type { ChannelCheck, ChannelCheckPart } from '../../workflows/contract/channel-check.ts';
import { ApruveError } from '../apruve/errors.ts';
import { describeCause } from '../apruve/http.ts';
import { requests } from '../apruve/requests.ts';
import { SecretNotOpened, type ActivityChannel, type ActivityDeps } from '../deps.ts';
import { sha256 } from '../ledger/sha256.ts';
import { addProbeToken, dropToken, webhookAddresses } from '../ledger/webhook-tokens.ts';
import { hashOfAddress, listEndpoints } from './webhook-addresses.ts';

/** Apart from the merchant's, the answers are waited for as long as an administrator waits for the whole. */
const PROBE_FOR_MS = 5_000;

/** Looks at everything that a channel needs. Rejects only where the channel is not known here. */
export async function checkChannelAtApruve(deps: ActivityDeps, id: string): Promise<ChannelCheck> {
  const channel = await deps.channel(id, 'anew').catch(orNotOpened);
  if (channel instanceof SecretNotOpened) return notOpened(channel);
  const [connection, currency, webhooks, address] = await Promise.all([
    checkMerchant(channel),
    checkCurrency(channel),
    checkWebhooks(deps, channel),
    checkAddress(deps, channel),
  ]);
  const { code, detail } = connection;
  return { ok: code === 'ok', code, detail, checks: [...connectionParts(connection), currency, ...webhooks, address] };
}

function orNotOpened(error: unknown): SecretNotOpened {
  if (error instanceof SecretNotOpened) return error;
  throw error;
}

const notOpened = ({ message: detail }: SecretNotOpened): ChannelCheck => ({
  ok: false,
  code: 'key-not-opened',
  detail,
  checks: [{ name: 'key', ok: false, detail }],
});

type Connection = Pick<ChannelCheck, 'code' | 'detail'>;

/** Reads a channel's merchant at Apruve. */
async function checkMerchant({ apruve, mode }: ActivityChannel): Promise<Connection> {
  try {
    const { data } = await apruve.send(requests.getMerchant(apruve.merchantId));
    return { code: 'ok', detail: `Apruve's ${mode} environment knows the merchant${data.name ? ` ${data.name}` : ''}.` };
  } catch (error) {
    if (!(error instanceof ApruveError)) throw error;
    return faultOf(error, apruve.merchantId, mode);
  }
}

function faultOf({ kind, status, message }: ApruveError, merchantId: string, mode: string): Connection {
  if (status === 401) {
    return {
      code: 'wrong-key',
      detail: `Apruve's ${mode} environment does not take the API key. Keys of test and production differ.`,
    };
  }
  if (kind === 'not-found' || kind === 'auth') {
    return {
      code: 'unknown-merchant',
      detail: `The key is good, but it shows no merchant ${merchantId}. Compare the merchant id.`,
    };
  }
  return { code: 'unreachable', detail: `Apruve gives no answer that can be read: ${message}. Check again later.` };
}

const UNKNOWN = 'Not known before what is above is right.';

/** Each needs the one before it. */
function connectionParts({ code, detail }: Connection): ChannelCheckPart[] {
  const isReached = code !== 'unreachable';
  const isKeyGood = isReached && code !== 'wrong-key';
  return [
    { name: 'reachable', ok: isReached, detail: isReached ? 'Apruve answers.' : detail },
    { name: 'key', ok: isKeyGood, detail: isKeyGood ? 'Apruve takes the API key.' : isReached ? detail : UNKNOWN },
    { name: 'merchant', ok: code === 'ok', detail: isKeyGood ? detail : UNKNOWN },
  ];
}

/** Apruve tells no currency of a merchant; its buyers' accounts have one. */
async function checkCurrency({ apruve, rules }: ActivityChannel): Promise<ChannelCheckPart> {
  const accounts = await orNull(apruve.send(requests.listAccounts(apruve.merchantId)));
  if (accounts === null) return { name: 'currency', ok: false, detail: UNKNOWN };
  const told = new Set(accounts.data.flatMap(({ currency }) => currency ?? []));
  const known = told.size === 0 ? new Set(['USD']) : told;
  const others = rules.currencies.filter((currency) => !known.has(currency));
  const by = told.size === 0 ? 'Apruve is known to take USD' : `The accounts of the buyers are in ${[...told].join(', ')}`;
  const also = others.length === 0 ? '' : `, but the channel also takes ${others.join(', ')}: ask Apruve before`;
  return { name: 'currency', ok: others.length === 0, detail: `${by}${also}.` };
}

/** Whether an address of ours is registered, and when the last signed event came by the newest one. */
async function checkWebhooks({ db }: ActivityDeps, { id, apruve, webhooks }: ActivityChannel): Promise<ChannelCheckPart[]> {
  const [addresses, endpoints] = await Promise.all([webhookAddresses(db, id), orNull(listEndpoints(apruve))]);
  const [newest] = addresses;
  const hash = webhooks.token === null ? newest?.hash : sha256(webhooks.token);
  const isRegistered = endpoints?.some(({ url }) => hashOfAddress(url) === hash) ?? false;
  const last = newest?.lastEventAt ?? null;
  const name = 'webhook-registered' as const;
  const registered: ChannelCheckPart = isRegistered
    ? { name, ok: true, detail: 'The present webhook address is registered at Apruve.' }
    : { name, ok: last !== null, detail: endpoints === null ? UNKNOWN : notRegistered(last) };
  const lastEvent: ChannelCheckPart = {
    name: 'last-event',
    ok: last !== null,
    detail:
      last === null
        ? 'No signed event has come to the present address yet.'
        : `The last signed event came at ${last.toISOString()}.`,
  };
  return [registered, lastEvent];
}

const notRegistered = (last: Date | null): string =>
  last === null
    ? "The present webhook address is not registered over Apruve's API. Register it, unless it is in Apruve's dashboard."
    : "It is not registered over Apruve's API, but in its dashboard: events come.";

/** Posts to our own public address without a signature, which must be answered 401. The token of the try cannot be guessed without the key. */
async function checkAddress({ db }: ActivityDeps, { id, apiKey, webhooks }: ActivityChannel): Promise<ChannelCheckPart> {
  const name = 'public-address';
  const { token } = webhooks;
  const probe = sha256(`${apiKey} ${activityInfo().base64TaskToken}`);
  if (token === null) await addProbeToken(db, id, sha256(probe));
  const status = await postUntilKnown(`${webhooks.base}/${token ?? probe}`, webhooks);
  if (token === null) await dropToken(db, sha256(probe));
  if (status === 401) return { name, ok: true, detail: `${webhooks.base} is reached, and refuses what is not signed.` };
  const what = typeof status === 'number' ? `answers ${status}, where 401 is expected` : `cannot be reached (${status})`;
  return { name, ok: false, detail: `${webhooks.base} ${what}. Look at PUBLIC_URL and at the proxies before the API.` };
}

/** The status of the answer, or why there is none. An API knows a new token within two seconds; before that it answers 404. */
async function postUntilKnown(url: string, { dispatcher }: ActivityChannel['webhooks']): Promise<number | string> {
  const signal = AbortSignal.timeout(PROBE_FOR_MS);
  let status: number | string = 'no answer in time';
  try {
    for (;;) {
      const answer = await request(url, { method: 'POST', body: '{}', dispatcher, signal });
      await answer.body.dump();
      status = answer.statusCode;
      if (status !== 404) return status;
      await setTimeout(300, undefined, { signal });
    }
  } catch (cause) {
    return signal.aborted ? status : describeCause(cause);
  }
}

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ApruveError) return null;
    throw error;
  }
}
