import { inject, expect, it } from 'vitest';
import { openLedger } from '../../activities/ledger/database.ts';
import { copyDatabase } from '../support/databases.ts';
import { preparedRuns } from '../support/tables.ts';
import { listTransactions } from '../../activities/ledger/transactions.ts';

it('prepares each statement of the ledger once per connection', async () => {
  const ledger = openLedger(await copyDatabase(inject('services').databaseUrl), { max: 1 });
  try {
    for (const id of ['chk_1', 'chk_2', 'chk_3']) await expect(listTransactions(ledger.db, id)).resolves.toEqual([]);
    await expect(preparedRuns(ledger.db, 'payment_transactions')).resolves.toContain(3);
  } finally {
    await ledger.close();
  }
});
