import { createHmac } from 'node:crypto';
import type { Ledger } from '../../activities/ledger/database.ts';
import { deed } from '../../activities/ledger/deeds.ts';
import { recorded } from '../../activities/ledger/setup-changes.ts';
import { hashApiKey } from '../http/identity/api-key.ts';
import { findValidApiKey, storeApiKey } from '../../activities/ledger/http-api/api-keys.ts';
import { ENVIRONMENT_CHANNEL } from '../../workflows/contract/channel.ts';

const KEY_ID = 'key_demo_shop';

/**
 * The demo shop's own storefront key, bound to the environment's channel. It is derived from a secret, so that every process has the
 * same one and a restart leaves none behind. Its hash is stored when it is first needed. A revoked key stays revoked.
 */
export function demoShopKey(db: Ledger, secret: Uint8Array): () => Promise<string> {
  const key = `apc_${createHmac('sha256', secret).update('storefront key').digest('base64url')}`;
  let stored = false;
  return async () => {
    if (!stored) await storeDemoShopKey(db, hashApiKey(key));
    stored = true;
    return key;
  };
}

async function storeDemoShopKey(db: Ledger, hash: string): Promise<void> {
  if ((await findValidApiKey(db, { hash })) !== null) return;
  const id = `${KEY_ID}_${hash.slice(0, 8)}`;
  try {
    const key = { id, name: 'Demo shop', scope: 'storefront', channel: ENVIRONMENT_CHANNEL, hash, expiresAt: null } as const;
    const creation = deed('key-created', id, key.channel, { name: key.name, scope: key.scope });
    await recorded(db, 'demo shop', creation, (tx) => storeApiKey(tx, key));
  } catch (error) {
    if (!isTaken(error)) throw error;
  }
}

/** Another process was first, or the key was revoked: the API will say which. */
function isTaken(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error && 'code' in cause && cause.code === '23505';
}
