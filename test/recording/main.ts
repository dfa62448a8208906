import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';
import { isRecorded } from './store.ts';

declare module 'vitest' {
  interface ProvidedContext {
    version: string;
  }
}

const usage = `npm run histories -- <version>
Plays every kind of life against real servers and stores the histories in test/histories/<version>.`;

const [version = ''] = parseArgs({ allowPositionals: true }).positionals;
if (!/^\d+\.\d+\.\d+$/.test(version)) fail(usage);
if (isRecorded(version))
  fail(`test/histories/${version} is there already. Recorded histories are never changed: use the next version.`);

const vitest = await startVitest('test', [], {
  config: false,
  root: fileURLToPath(new URL('../..', import.meta.url)),
  run: true,
  include: ['test/recording/record.ts'],
  globalSetup: ['test/support/global-setup.ts'],
  setupFiles: ['test/support/setup.ts'],
  testTimeout: 120_000,
  hookTimeout: 60_000,
  provide: { version },
});
await vitest.close();

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
