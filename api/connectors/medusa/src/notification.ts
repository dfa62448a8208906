import type { ProviderWebhookPayload } from '@medusajs/framework/types';
import { MedusaError } from '@medusajs/framework/utils';
import { z } from '@medusajs/framework/zod';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';

const notificationSchema = z.object({
  data: z.object({ id: z.string(), merchant_order_id: z.string() }),
});

/** Which checkout a notification is about, and of which payment session. */
export interface Told {
  checkoutId: string;
  sessionId: string;
}

/**
 * Reads a notification whose signature fits the bytes that came (Standard Webhooks). Null for one about no checkout, such as a test of the
 * receiver. Throws where the signature does not fit, or is older than five minutes.
 */
export function readNotification(secret: string, { rawData, headers }: ProviderWebhookPayload['payload']): Told | null {
  const signed = Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  try {
    const parsed = notificationSchema.safeParse(new Webhook(secret).verify(rawData, signed));
    return parsed.success ? { checkoutId: parsed.data.data.id, sessionId: parsed.data.data.merchant_order_id } : null;
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    throw new MedusaError(MedusaError.Types.UNAUTHORIZED, `A notification without a valid signature: ${error.message}.`);
  }
}
