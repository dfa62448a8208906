import { registerWebhook } from './activity-proxies.ts';
import type { WebhookRegistration } from './contract/webhook-registration.ts';

/** Registers a webhook address at Apruve. The key of the channel is the worker's, so the API asks by this. */
export async function registerWebhookWorkflow(channel: string, url: string, overlapMs: number): Promise<WebhookRegistration> {
  return registerWebhook(channel, url, overlapMs);
}
