import { SpanKind } from '@opentelemetry/api';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { Observe } from '../activities/apruve/client.ts';
import { resourceOf } from './platform/metrics/registry.ts';
import { contextOfHeaders, endedSpan, inSpan } from './platform/tracing.ts';

/** Makes a span of each try of an activity, in the trace that its workflow passed on. */
export const activityTraces: ActivityInterceptorsFactory = ({ info }) => ({
  inbound: {
    execute: (input, next) => {
      const attributes = {
        'temporal.workflow_id': info.workflowExecution?.workflowId ?? '',
        'temporal.workflow_type': info.workflowType ?? '',
        'temporal.attempt': info.attempt,
      };
      const parent = contextOfHeaders(input.headers);
      return inSpan(`activity ${info.activityType}`, { kind: SpanKind.CONSUMER, attributes, parent }, () => next(input));
    },
  },
});

/** Makes a span of a call to Apruve, in that of the activity that made it. */
export const apruveSpan: Observe = ({ method, path, outcome, ms }) =>
  endedSpan(`Apruve ${method} ${resourceOf(path)}`, ms, {
    kind: SpanKind.CLIENT,
    attributes: { 'http.request.method': method, 'url.template': resourceOf(path), outcome },
  });
