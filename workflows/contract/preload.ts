import type { z } from 'zod';
import * as receiver from './receiver.ts';
import * as requests from './requests.ts';
import * as returns from './returns.ts';

/*
 * Loaded once per worker and shared by all its workflows, because building the schemas anew for each of them costs most of what a
 * workflow costs: memory and time. The worker freezes what it shares, and zod completes a schema when it first reads
 * something, so each schema reads something here before that.
 */

type Schema = z.ZodType & { readonly shape?: Record<string, Schema>; readonly options?: readonly Schema[] };

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && '_zod' in value;

function complete(schema: Schema): void {
  for (const part of Object.values(schema.shape ?? {})) complete(part);
  for (const option of schema.options ?? []) complete(option);
  for (const value of [undefined, null, '', 'a', 1, [], {}]) schema.safeParse(value);
}

for (const contract of [receiver, requests, returns]) {
  for (const exported of Object.values(contract)) if (isSchema(exported)) complete(exported);
}
