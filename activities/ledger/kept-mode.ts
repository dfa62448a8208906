import { eq } from 'drizzle-orm';
import { ENVIRONMENT_CHANNEL, type Mode } from '../../workflows/contract/channel.ts';
import type { Ledger } from './database.ts';
import { checkouts } from './schema/index.ts';

/** The environment gives its channel another mode than that of the checkouts that the ledger holds of it. */
export class ModeChanged extends Error {
  constructor(kept: Mode, given: Mode) {
    super(
      `APRUVE_MODE is ${given}, and the checkouts of the channel ${ENVIRONMENT_CHANNEL} are of ${kept}: their orders are at another ` +
        `Apruve, and their numbers are taken. Leave APRUVE_MODE at ${kept}, and set up a channel for ${given} in the console.`,
    );
  }
}

/**
 * Throws `ModeChanged` where `mode`, which the environment gives its channel, is not that of its checkouts; null: it describes no
 * channel. Because no program starts after that, all checkouts of a channel are of one mode, and one of them tells it.
 */
export async function assertModeKept(db: Ledger, mode: Mode | null): Promise<void> {
  if (mode === null) return;
  const [kept] = await db
    .select({ mode: checkouts.mode })
    .from(checkouts)
    .where(eq(checkouts.channel, ENVIRONMENT_CHANNEL))
    .limit(1);
  if (kept !== undefined && kept.mode !== mode) throw new ModeChanged(kept.mode, mode);
}
