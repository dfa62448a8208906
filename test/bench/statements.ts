import { readFileSync, statSync } from 'node:fs';
import { openLedger } from '../../activities/ledger/database.ts';
import { whileStatementsAreLogged } from '../support/tables.ts';

/** How many statements PostgreSQL gets for one life: that does not depend on what else the machine does. */
export async function statementsOf(databaseUrl: string, log: string, live: () => Promise<{ lives: number }>): Promise<number> {
  const ledger = openLedger(databaseUrl, { max: 1 });
  try {
    const before = statSync(log).size;
    const { lives } = await whileStatementsAreLogged(ledger.db, live);
    const lines = readFileSync(log).subarray(before).toString();
    return (lines.match(/LOG: {2}(?:statement|execute)/g) ?? []).length / lives;
  } finally {
    await ledger.close();
  }
}
