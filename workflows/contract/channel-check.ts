/** What asking Apruve for a channel's merchant says about the channel. A bad answer is a result here, no error. */
export interface ChannelCheck {
  ok: boolean;
  code: 'ok' | 'wrong-key' | 'unknown-merchant' | 'unreachable' | 'key-not-opened';
  /** A sentence for the administrator. */
  detail: string;
  /** One by one what a channel needs, also what keeps it from no connection. */
  checks: ChannelCheckPart[];
}

export const CHANNEL_CHECKS = [
  'reachable',
  'key',
  'merchant',
  'currency',
  'webhook-registered',
  'last-event',
  'public-address',
] as const;

export interface ChannelCheckPart {
  name: (typeof CHANNEL_CHECKS)[number];
  ok: boolean;
  detail: string;
}

export const CHECK_CHANNEL_WORKFLOW_TYPE = 'checkChannelWorkflow';

/** How a check is started: one at a time for each channel, and whoever asks meanwhile gets its answer. */
export const checkChannelStart = (channel: string) => ({
  workflowId: `check-${channel}`,
  args: [channel] satisfies [string],
  workflowIdConflictPolicy: 'USE_EXISTING' as const,
});
