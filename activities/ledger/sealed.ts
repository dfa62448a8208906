import { and, eq, ne } from 'drizzle-orm';
import type { Reader } from './database.ts';
import { channels, receivers } from './schema/index.ts';

/** A secret as it is stored. */
export interface SealedSecret {
  /** The API key of a channel, or what signs the notifications to a receiver. */
  of: 'channel' | 'receiver';
  id: string;
  sealed: string;
}

/** Every sealed secret. */
export async function listSealed(db: Reader): Promise<SealedSecret[]> {
  const keys = await db
    .select({ id: channels.id, sealed: channels.apiKeySealed })
    .from(channels)
    .where(ne(channels.apiKeySealed, ''));
  const signing = await db.select({ id: receivers.id, sealed: receivers.secretSealed }).from(receivers);
  return [
    ...keys.map((row) => ({ of: 'channel' as const, ...row })),
    ...signing.map((row) => ({ of: 'receiver' as const, ...row })),
  ];
}

/** Stores the same secret sealed anew. False where it was changed since it was read, or is gone: nothing is written then. */
export async function replaceSealed(db: Reader, { of, id, sealed }: SealedSecret, anew: string): Promise<boolean> {
  const written =
    of === 'channel'
      ? await db
          .update(channels)
          .set({ apiKeySealed: anew })
          .where(and(eq(channels.id, id), eq(channels.apiKeySealed, sealed)))
          .returning({ id: channels.id })
      : await db
          .update(receivers)
          .set({ secretSealed: anew })
          .where(and(eq(receivers.id, id), eq(receivers.secretSealed, sealed)))
          .returning({ id: receivers.id });
  return written.length === 1;
}
