import { ne } from 'drizzle-orm';
import type { Ledger, Transaction } from '../database.ts';
import { settings } from '../schema/index.ts';

/** How this installation is set. */
export interface Settings {
  /** The time zone that people are shown times in, by its IANA name. */
  timeZone: string;
}

const DEFAULTS: Settings = { timeZone: 'UTC' };

export async function readSettings(db: Ledger): Promise<Settings> {
  const [row = DEFAULTS] = await db.select({ timeZone: settings.timeZone }).from(settings);
  return row;
}

/** False where it was set so already. */
export async function changeSettings(tx: Transaction, { timeZone }: Settings): Promise<boolean> {
  const { rowCount } = await tx
    .insert(settings)
    .values({ timeZone })
    .onConflictDoUpdate({ target: settings.one, set: { timeZone }, setWhere: ne(settings.timeZone, timeZone) });
  return rowCount === 1;
}
