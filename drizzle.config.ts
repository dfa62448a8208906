import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: './activities/ledger/schema/index.ts',
  out: './activities/ledger/migrations',
});
