/** What became of registering a webhook address at Apruve. A refusal is a result here, no error. */
export type WebhookRegistration =
  | { ok: true; oldValidUntil: string | null }
  | { ok: false; code: 'apruve-auth' | 'refused-by-apruve' | 'apruve-unreachable'; detail: string };

export const REGISTER_WEBHOOK_WORKFLOW_TYPE = 'registerWebhookWorkflow';

/** How a registration is started. `tokenHash` tells one address from another. */
export const registerWebhookStart = (channel: string, tokenHash: string, url: string, overlapMs: number) => ({
  workflowId: `register-webhook-${channel}-${tokenHash.slice(0, 16)}`,
  args: [channel, url, overlapMs] satisfies [string, string, number],
});
