import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import { contextOf, inSpan } from '../../worker/platform/tracing.ts';
import type { AppEnv } from './app-env.ts';

/** Makes a span of each request, in the caller's trace where it sends `traceparent`. */
export const traced: MiddlewareHandler<AppEnv> = async (c, next) => {
  const { method } = c.req;
  const options = {
    kind: SpanKind.SERVER,
    attributes: { 'http.request.method': method },
    parent: contextOf(c.req.header('traceparent')),
  };
  await inSpan(method, options, async (span) => {
    await next();
    const { status } = c.res;
    span.updateName(`${method} ${routePath(c)}`);
    span.setAttributes({ 'http.route': routePath(c), 'http.response.status_code': status });
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  });
};
