import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
} from '@opentelemetry/api';
import type { Headers, WorkflowClientInterceptor } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';

/*
 * OpenTelemetry traces of API and worker. A trace goes from the request over HTTP through the workflow, which passes it on in headers, to
 * the activities and their calls to Apruve. Spans hold names of routes and steps and ids, never a name, an amount or a body.
 */

const HEADER = 'traceparent';
const tracer = () => trace.getTracer('apruve-checkout');

/** Sends spans to `OTEL_EXPORTER_OTLP_ENDPOINT`; the SDK reads its own `OTEL_*` variables. Answers how to send what is left and stop. */
export async function startTracing(service: string): Promise<() => Promise<void>> {
  // Loaded only where it is wanted.
  const [{ BatchSpanProcessor, NodeTracerProvider }, { OTLPTraceExporter }, { defaultResource, resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  const provider = new NodeTracerProvider({
    resource: defaultResource().merge(resourceFromAttributes({ 'service.name': service })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  return () => provider.shutdown();
}

/** The id of the trace that a line of the log belongs to. */
export function traceFields(): { trace_id?: string } {
  const traceId = trace.getActiveSpan()?.spanContext().traceId;
  return traceId === undefined ? {} : { trace_id: traceId };
}

interface SpanOptions {
  kind: SpanKind;
  attributes: Attributes;
  /** What it is a part of; by default of what is being done. */
  parent?: Context;
}

/** Does `work` as a span; an error is its status, with the name of the error alone, because messages can quote a buyer. */
export function inSpan<T>(name: string, { kind, attributes, parent }: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  return tracer().startActiveSpan(name, { kind, attributes }, parent ?? context.active(), async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'unknown' });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** A span of something that has just ended. */
export function endedSpan(name: string, ms: number, { kind, attributes }: SpanOptions): void {
  const endedAt = Date.now();
  tracer()
    .startSpan(name, { kind, attributes, startTime: endedAt - ms })
    .end(endedAt);
}

/** What a request says that it is a part of. */
export const contextOf = (traceparent: string | undefined): Context =>
  traceparent === undefined ? context.active() : propagation.extract(context.active(), { [HEADER]: traceparent });

/** The same of the headers that Temporal passed on. */
export function contextOfHeaders({ [HEADER]: payload }: Headers): Context {
  const given: unknown = payload && defaultPayloadConverter.fromPayload(payload);
  return contextOf(typeof given === 'string' ? given : undefined);
}

function withTrace(headers: Headers): Headers {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  const { [HEADER]: traceparent } = carrier;
  return traceparent === undefined ? headers : { ...headers, [HEADER]: defaultPayloadConverter.toPayload(traceparent) };
}

/** Hands the trace to the workflows that a client calls, and makes a span of each call. */
export const clientTraces: WorkflowClientInterceptor = {
  startUpdateWithStart: (input, next) =>
    calling(`update ${input.updateName}`, input.workflowStartOptions.workflowId, () =>
      next({
        ...input,
        workflowStartHeaders: withTrace(input.workflowStartHeaders),
        updateHeaders: withTrace(input.updateHeaders),
      }),
    ),
  startUpdate: (input, next) =>
    calling(`update ${input.updateName}`, input.workflowExecution.workflowId ?? '', () =>
      next({ ...input, headers: withTrace(input.headers) }),
    ),
  signal: (input, next) =>
    calling(`signal ${input.signalName}`, input.workflowExecution.workflowId ?? '', () =>
      next({ ...input, headers: withTrace(input.headers) }),
    ),
  signalWithStart: (input, next) =>
    calling(`signal ${input.signalName}`, input.options.workflowId, () => next({ ...input, headers: withTrace(input.headers) })),
};

const calling = <T>(name: string, workflowId: string, call: () => Promise<T>): Promise<T> =>
  inSpan(name, { kind: SpanKind.CLIENT, attributes: { 'temporal.workflow_id': workflowId } }, call);
