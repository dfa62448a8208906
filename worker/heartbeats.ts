import type { ActivityInterceptorsFactory } from '@temporalio/worker';

const BEAT_MS = 1_000;
/** Longer time-outs are those of activities that beat by themselves, with what they have to remember. */
const LONGEST_MS = 10_000;

/**
 * Tells Temporal every two seconds that the worker of an activity is alive, where Temporal waits for that: the SDK keeps back the beats
 * between. What an earlier attempt has left to remember stays.
 */
export const heartbeats: ActivityInterceptorsFactory = (context) => ({
  inbound: {
    async execute(input, next) {
      const { heartbeatTimeoutMs } = context.info;
      if (heartbeatTimeoutMs === undefined || heartbeatTimeoutMs > LONGEST_MS) return next(input);
      const beat = setInterval(() => context.heartbeat(context.info.heartbeatDetails), BEAT_MS);
      try {
        return await next(input);
      } finally {
        clearInterval(beat);
      }
    },
  },
});
