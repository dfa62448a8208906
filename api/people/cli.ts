import { migrateLedger, openLedger } from '../../activities/ledger/database.ts';
import { createLogger } from '../../worker/platform/log.ts';
import { withLocalStack } from '../../worker/platform/local-stack.ts';
import { runUserCommand } from './commands.ts';

/** `npm run users -- add | list | …`: see `commands.ts`. Needs only the database. Standard error is its log. */
async function main(): Promise<void> {
  const env = withLocalStack(process.env);
  const url = env['DATABASE_URL'];
  if (!url) throw new Error('DATABASE_URL is not set, and no stack is running here. Set it, or run `npm start` first.');
  await migrateLedger(url);
  const ledger = openLedger(url, { max: 1 });
  const log = createLogger('info', 'users', process.stderr);
  const consoleUrl = new URL('/console', env['PUBLIC_URL'] ?? 'http://localhost:3000').href;
  try {
    const tools = { db: ledger.db, log, consoleUrl, openidIssuer: env['OPENID_ISSUER'] || null };
    const lines = await runUserCommand(tools, process.argv.slice(2));
    for (const line of lines) process.stdout.write(`${line}\n`);
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
