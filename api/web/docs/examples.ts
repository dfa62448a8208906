import { readFileSync } from 'node:fs';
import { z } from 'zod';

const json = z.record(z.string(), z.unknown());

const examplesSchema = z.object({
  /** By operation: what is sent, and the query where one is needed. */
  bodies: json,
  queries: z.record(z.string(), z.record(z.string(), z.string())),
  /** By operation and status. */
  answers: z.record(z.string(), json),
  /** By type. */
  notifications: json,
});
export type Examples = z.infer<typeof examplesSchema>;

export const EXAMPLES_FILE = new URL('examples.json', import.meta.url);

/** What tests sent and got, as `npm run examples` recorded it. */
export const readExamples = (): Examples => examplesSchema.parse(JSON.parse(readFileSync(EXAMPLES_FILE, 'utf8')));
