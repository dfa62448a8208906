import { customType, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { time } from './columns.ts';

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** Builds of the workflows: every worker can serve each of them, as long as a workflow runs that is pinned to it. */
export const workflowBuilds = pgTable('workflow_builds', {
  /** The hash of its code. */
  id: text('id').primaryKey(),
  /** The bundle without its source map, gzipped. */
  code: bytes('code').notNull(),
  /** The activities that it calls. */
  calls: jsonb('calls').$type<string[]>().notNull(),
  /** The form of what its processes carry into their next run. */
  carriedFormat: integer('carried_format').notNull(),
  storedAt: time('stored_at').notNull().defaultNow(),
});
