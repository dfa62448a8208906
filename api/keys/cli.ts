import { migrateLedger, openLedger } from '../../activities/ledger/database.ts';
import { run } from './commands.ts';
import { databaseUrlOf } from './stack-file.ts';

/** `npm run keys -- create | list | revoke`: see `commands.ts`. */
async function main(): Promise<void> {
  const url = databaseUrlOf(process.env);
  await migrateLedger(url);
  const ledger = openLedger(url, { max: 1 });
  try {
    for (const line of await run(ledger.db, process.argv.slice(2))) process.stdout.write(`${line}\n`);
  } finally {
    await ledger.close();
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
