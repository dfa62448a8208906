import { MedusaError } from '@medusajs/framework/utils';
import { z } from '@medusajs/framework/zod';

const optionsSchema = z.object({
  /** Where the API is, `https://payments.example.com`. */
  url: z.url(),
  /** An admin key of the channel, `apc_…`: invoices and returns need one. */
  apiKey: z.string().startsWith('apc_'),
  /** The secret of the receiver of notifications, `whsec_…`. */
  webhookSecret: z.string().startsWith('whsec_'),
  /** The channel, where it is another than `default`. */
  channel: z.string().optional(),
  /** How long an operator or a buyer waits for an outcome that Apruve has not told yet. */
  waitSeconds: z.number().min(0).max(60).default(20),
});
export type Options = z.infer<typeof optionsSchema>;

/** The options of the provider in `medusa-config`. Throws with everything that is wrong with them. */
export function readOptions(options: unknown): Options {
  const { data, error } = optionsSchema.safeParse(options);
  if (data !== undefined) return data;
  const faults = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw new MedusaError(MedusaError.Types.INVALID_ARGUMENT, `The options of the Apruve payment provider: ${faults}`);
}
