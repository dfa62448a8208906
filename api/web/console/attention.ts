import { and, desc, eq, isNotNull } from 'drizzle-orm';
import { findValidApiKey } from '../../../activities/ledger/http-api/api-keys.ts';
import type { CheckoutRow } from '../../../activities/ledger/checkouts.ts';
import type { Ledger } from '../../../activities/ledger/database.ts';
import { checkouts } from '../../../activities/ledger/schema.ts';
import { hashApiKey } from '../../http/identity/api-key.ts';

const SHOWN = 20;

/** The checkouts that need a person, newest first, as far as the key may see them. */
export async function needingAttention(db: Ledger, key: string): Promise<CheckoutRow[]> {
  const identity = await findValidApiKey(db, hashApiKey(key));
  if (identity === null) return [];
  return db
    .select()
    .from(checkouts)
    .where(and(isNotNull(checkouts.attention), identity.channel === null ? undefined : eq(checkouts.channel, identity.channel)))
    .orderBy(desc(checkouts.createdAt))
    .limit(SHOWN);
}
