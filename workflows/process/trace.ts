import type { Headers, Payload } from '@temporalio/common';
import type { WorkflowInterceptors } from '@temporalio/workflow';

/*
 * Which trace an activity belongs to: that of the request whose message is being handled, else that of the request that started the
 * workflow. Only passed on, never read: spans are made outside of the workflow. Without traces there are no headers, and nothing is added.
 */

/** The header with the W3C `traceparent`. */
const HEADER = 'traceparent';

/** What each workflow has for itself: the worker shares this module among all of them, and gives each its own global variables. */
declare global {
  var followedTrace: Payload | undefined;
}

/** The trace of the request that is being handled; undefined where there is none. */
export const currentTrace = (): Payload | undefined => globalThis.followedTrace;

/** What is done from now on belongs to this trace. */
export function followTrace(trace: Payload | undefined): void {
  globalThis.followedTrace = trace;
}

/** A handler posts its message before it waits for anything. */
function within<T>(headers: Headers, handle: () => T): T {
  const before = currentTrace();
  followTrace(headers[HEADER]);
  try {
    return handle();
  } finally {
    followTrace(before);
  }
}

/** Takes traces from requests to messages, and from there to activities. Temporal's worker calls it by its name. */
export function interceptors(): WorkflowInterceptors {
  let started: Payload | undefined;
  const traced = <T extends { headers: Headers }>(input: T): T => {
    const trace = currentTrace() ?? started;
    return trace === undefined ? input : { ...input, headers: { ...input.headers, [HEADER]: trace } };
  };
  return {
    inbound: [
      {
        execute: (input, next) => {
          started = input.headers[HEADER];
          return next(input);
        },
        handleUpdate: (input, next) => within(input.headers, () => next(input)),
        handleSignal: (input, next) => within(input.headers, () => next(input)),
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => next(traced(input)),
        scheduleLocalActivity: (input, next) => next(traced(input)),
        continueAsNew: (input, next) => {
          followTrace(undefined);
          return next(traced(input));
        },
      },
    ],
  };
}
