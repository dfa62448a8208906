import { migrateLedger, openLedger } from '../../activities/ledger/database.ts';
import { createLogger } from '../../worker/platform/log.ts';
import { withLocalStack } from '../../worker/platform/local-stack.ts';
import { runCommandLine } from './commands.ts';

/** `npm run keys -- create | list | revoke`: see `commands.ts`. Needs only the database. Standard error is its log. */
async function main(): Promise<void> {
  const url = withLocalStack(process.env)['DATABASE_URL'];
  if (!url) throw new Error('DATABASE_URL is not set, and no stack is running here. Set it, or run `npm start` first.');
  await migrateLedger(url);
  const ledger = openLedger(url, { max: 1 });
  const log = createLogger('info', 'keys', process.stderr);
  try {
    for (const line of await runCommandLine(ledger.db, process.argv.slice(2), log)) process.stdout.write(`${line}\n`);
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
