import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/** The variable that names the folder into which tests write calls and notifications while examples are recorded. */
export const EXAMPLES_INTO = 'EXAMPLES_INTO';

/** A call of the API as a test made it, or a notification as a test's receiver got it. */
export type Recorded =
  | { kind: 'call'; method: string; path: string; sent: unknown; status: number; answer: unknown }
  | { kind: 'notification'; payload: { type: string } };

/** Keeps what happened in a test, where `npm run examples` runs it. */
export function record(what: Recorded): void {
  const into = process.env[EXAMPLES_INTO];
  if (into !== undefined) appendFileSync(join(into, `${process.pid}.ndjson`), `${JSON.stringify(what)}\n`);
}
