import { OpenAPIHono } from '@hono/zod-openapi';
import type { Hono, MiddlewareHandler } from 'hono';
import type { Logger } from 'pino';
import { registerChannels } from './v1/channels/handlers.ts';
import { registerCheckouts } from './v1/checkouts/handlers.ts';
import { registerCredit } from './v1/credit/handlers.ts';
import { registerCodec, type CodecOptions } from './codec/codec.ts';
import type { RateLimits } from '../activities/ledger/http-api/rate-limits.ts';
import type { Deps } from './deps.ts';
import { registerDocs } from './web/docs/routes.tsx';
import { registerHealth } from './health/health.ts';
import type { Health } from '../worker/platform/health.ts';
import type { AppEnv } from './http/app-env.ts';
import { API_BODY_BYTES, limitBody, readBody } from './http/body.ts';
import { idempotency } from './http/idempotency.ts';
import { noRoute } from './http/no-route.ts';
import { answerProblem, onError, refuseInvalid } from './http/on-error.ts';
import { limitCalls } from './http/rate-limit.ts';
import { requestContext, type ObserveRequest } from './http/request-context.ts';
import type { RequestLog } from './http/request-log.ts';
import { assertScoped, routesOf } from './http/route.ts';
import { traced } from './http/traced.ts';
import { securityHeaders } from './http/security-headers.ts';
import { registerInvoices } from './v1/invoices/handlers.ts';
import { registerBatches } from './v1/batches/handlers.ts';
import { registerInvoiceList } from './v1/invoices/list.ts';
import { registerApiRequests } from './v1/api-requests/handlers.ts';
import { registerApiKeys } from './v1/api-keys/handlers.ts';
import { registerMe } from './v1/me/handlers.ts';
import { registerSavedViews } from './v1/saved-views/handlers.ts';
import { registerSessions } from './v1/sessions/handlers.ts';
import { registerSettings } from './v1/settings/handlers.ts';
import { registerSetupChanges } from './v1/setup-changes/handlers.ts';
import { registerUsers } from './v1/users/handlers.ts';
import { registerNotifications } from './v1/notifications/handlers.ts';
import { registerReceivers } from './v1/receivers/handlers.ts';
import { registerPaymentMethods } from './v1/payment-methods/handlers.ts';
import { authenticate } from './http/identity/authenticate.ts';
import { registerShipments } from './v1/shipments/handlers.ts';
import { registerNotes } from './v1/notes/handlers.ts';
import { registerReturns } from './v1/returns/handlers.ts';
import { registerSummary } from './v1/summary/handlers.ts';
import { registerTransactions } from './v1/transactions/handlers.ts';
import { registerInbox } from './v1/webhook-events/handlers.ts';
import { registerWebhooks } from './webhooks/receive.ts';

export interface AppOptions {
  deps: Deps;
  limits: Pick<RateLimits, 'calls' | 'refusedKeys'>;
  health: Health;
  log: Logger;
  /** Hears of each request that was answered. */
  observe?: ObserveRequest;
  /** Keeps each request to the API. */
  record?: RequestLog['record'];
  /** Makes a span of each request. */
  traces?: boolean;
  /** Null: no codec endpoint. */
  codec: CodecOptions | null;
  /** Mounts the pages, which bring their own security headers. Absent: none. */
  pages?: (app: Hono<AppEnv>) => void;
}

/** The whole HTTP application, without a server: `app.request()` and `serve()` both take it. */
export function createApp({ deps, limits, health, log, observe, record, traces, codec, pages }: AppOptions): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  app.onError(onError);
  app.notFound((c) => answerProblem(c, noRoute(c, app.routes)));
  if (traces === true) app.use(traced);
  app.use(requestContext(log, observe, record));
  pages?.(app);
  app.use(securityHeaders());
  const { calls, refusedKeys } = limits;
  app.use('/v1/*', describeAnswer, authenticate(deps.db, refusedKeys), limitCalls(calls));
  app.use('/v1/*', limitBody(API_BODY_BYTES), readBody, idempotency(deps.db));

  registerCheckouts(app, deps);
  registerInvoices(app, deps);
  registerInvoiceList(app, deps);
  registerBatches(app, deps);
  registerSummary(app, deps);
  registerShipments(app, deps);
  registerReturns(app, deps);
  registerTransactions(app, deps);
  registerNotes(app, deps);
  registerPaymentMethods(app, deps);
  registerCredit(app, deps);
  registerChannels(app, deps);
  registerReceivers(app, deps);
  registerInbox(app, deps);
  registerNotifications(app, deps);
  registerMe(app, deps);
  registerSettings(app, deps);
  registerUsers(app, deps);
  registerSessions(app, deps);
  registerApiKeys(app, deps);
  registerSetupChanges(app, deps);
  registerApiRequests(app, deps);
  registerSavedViews(app, deps);
  assertScoped(routesOf(app));

  registerWebhooks(app, deps);
  registerHealth(app, health);
  registerDocs(app);
  if (codec !== null) registerCodec(app, codec, authenticate(deps.db, refusedKeys));
  return app;
}

/** No answer is kept on its way, and every one about a test channel says so, also one that is replayed. */
const describeAnswer: MiddlewareHandler<AppEnv> = async (c, next) => {
  await next();
  c.header('cache-control', 'no-store');
  if (c.get('mode') === 'test') c.header('apruve-mode', 'test');
};
