/** What asking Apruve for a channel's merchant says about the channel. A bad answer is a result here, no error. */
export interface ChannelCheck {
  ok: boolean;
  code: 'ok' | 'wrong-key' | 'unknown-merchant' | 'unreachable';
  /** A sentence for the administrator. */
  detail: string;
}

export const CHECK_CHANNEL_WORKFLOW_TYPE = 'checkChannelWorkflow';

/** How a check is started: one at a time for each channel, and whoever asks meanwhile gets its answer. */
export const checkChannelStart = (channel: string) => ({
  workflowId: `check-${channel}`,
  args: [channel] satisfies [string],
  workflowIdConflictPolicy: 'USE_EXISTING' as const,
});
