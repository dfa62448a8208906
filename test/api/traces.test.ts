import { SpanKind } from '@opentelemetry/api';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createLogger } from '../../worker/platform/log.ts';
import { inSpan, startTracing } from '../../worker/platform/tracing.ts';
import { until } from '../stack/wait.ts';
import { control, fault, requestsOf, useLightbox } from '../support/shop.ts';
import { orderBody } from '../support/storefront.ts';
import { withApi } from './with-api.ts';

interface Sent {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  attributes: { key: string; value: Record<string, unknown> }[];
}

/** What takes spans as a collector does, and keeps them. */
async function startCollector(): Promise<{ server: Server; url: string; spans: Sent[] }> {
  const spans: Sent[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { resourceSpans } = JSON.parse(Buffer.concat(parts).toString()) as {
        resourceSpans: { scopeSpans: { spans: Sent[] }[] }[];
      };
      spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans };
}

/** As a shop's own span would be named in its requests. */
const TRACE = 'ab'.repeat(16);
const headers = { traceparent: `00-${TRACE}-${'cd'.repeat(8)}-01` };

describe('traces', () => {
  let collector: Awaited<ReturnType<typeof startCollector>>;
  let stopTracing = async (): Promise<void> => {};
  beforeAll(async () => {
    collector = await startCollector();
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = collector.url;
    process.env['OTEL_BSP_SCHEDULE_DELAY'] = '50';
    stopTracing = await startTracing('test');
  });
  afterAll(async () => {
    await stopTracing();
    collector.server.close();
  });
  const { rig, api } = withApi({ webhooks: true, env: () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }) });

  /** The names from a span up to the request that began it all. */
  const pathOf = (span: Sent | undefined): string[] =>
    span === undefined ? [] : [span.name, ...pathOf(collector.spans.find(({ spanId }) => spanId === span.parentSpanId))];
  const ofShop = (name: string) => collector.spans.find((span) => span.traceId === TRACE && span.name === name);
  const arrives = (what: string, find: () => Sent | undefined) =>
    until(`the span ${what}`, find, {
      deadlineMs: 60_000,
      everyMs: 50,
      seen: () => JSON.stringify(collector.spans.map(({ name }) => name)),
    });

  /** By the webhook the process might adopt the order before the shop says so, and would not read it then. */
  const useLightboxUnheard = async (lightbox: Parameters<typeof useLightbox>[1]): Promise<string> => {
    await control(rig, 'PUT', '/webhooks/mode', { hold: true });
    return useLightbox(rig, lightbox);
  };

  it('lead from the requests of a shop through the workflow and its activities to Apruve, in the shop’s own trace', async () => {
    const { body } = await api.post('/v1/checkouts', orderBody(), { headers });
    const path = `/v1/checkouts/${body.id}`;
    const apruve_order_id = await useLightboxUnheard(body.lightbox);
    await api.post(`${path}/authorization`, { apruve_order_id }, { headers });
    await control(rig, 'PUT', '/webhooks/mode', { hold: false });
    const { body: invoice } = await api.post(`${path}/invoices`, {}, { headers });
    const sent = await arrives('of the invoice', () => ofShop('Apruve POST /orders/:id/invoices'));
    await arrives('of the request', () => ofShop('POST /v1/checkouts/:id/invoices'));
    expect(pathOf(sent)).toEqual([
      'Apruve POST /orders/:id/invoices',
      'activity invoiceAndShip',
      'update sendInvoice',
      'POST /v1/checkouts/:id/invoices',
    ]);
    expect(pathOf(ofShop('Apruve GET /orders/:id'))).toEqual([
      'Apruve GET /orders/:id',
      'activity readOrder',
      'update authorize',
      'POST /v1/checkouts/:id/authorization',
    ]);
    expect(pathOf(ofShop('activity openCheckout')).slice(1)).toEqual(['update openCheckout', 'POST /v1/checkouts']);

    await control(rig, 'POST', `/invoices/${invoice.id}/pay`);
    const isOfWebhook = (span: Sent): boolean => span.traceId !== TRACE && span.name === 'activity readInvoice';
    const read = await arrives('of the webhook’s look', () => collector.spans.find(isOfWebhook));
    await arrives('of the webhook', () => (pathOf(read).length > 2 ? read : undefined));
    expect(pathOf(read)).toEqual([
      'activity readInvoice',
      'signal apruveEvent',
      expect.stringContaining('POST /webhooks/apruve'),
    ]);
    const said = JSON.stringify(collector.spans);
    for (const secret of ['buyer@example.test', 'Bea Buyer', rig.env['APRUVE_API_KEY'], rig.env['APRUVE_WEBHOOK_TOKEN']])
      expect(said).not.toContain(secret);
  });

  it('of one checkout are not followed by another one that the same worker opens meanwhile', async () => {
    const { body } = await api.post('/v1/checkouts', orderBody(), { headers });
    const apruve_order_id = await useLightboxUnheard(body.lightbox);
    const path = `/orders/${apruve_order_id}`;
    await fault(rig, { method: 'GET', path, times: 1, delay_ms: 3_000 });
    const authorizing = api.post(`/v1/checkouts/${body.id}/authorization`, { apruve_order_id }, { headers });
    await vi.waitUntil(async () => (await requestsOf(rig, path)) > 0, { timeout: 10_000, interval: 20 });
    const other = 'ef'.repeat(16);
    await api.post('/v1/checkouts', orderBody(), { headers: { traceparent: `00-${other}-${'cd'.repeat(8)}-01` } });
    const isOpening = ({ traceId, name }: Sent): boolean => traceId === other && name === 'activity openCheckout';
    await arrives('of the other opening', () => collector.spans.find(isOpening));
    expect((await authorizing).status).toBe(200);
    await control(rig, 'PUT', '/webhooks/mode', { hold: false });
  });

  it('are named in the lines that are logged meanwhile', async () => {
    const lines: string[] = [];
    const log = createLogger('info', 'test', { write: (line) => lines.push(line) });
    log.info('before');
    await inSpan('something', { kind: SpanKind.INTERNAL, attributes: {} }, async () => log.info('within'));
    const ids = lines.map((line) => (JSON.parse(line) as Record<string, unknown>)['trace_id']);
    expect(ids).toEqual([undefined, expect.stringMatching(/^[\da-f]{32}$/)]);
  });
});

describe('without OTEL_EXPORTER_OTLP_ENDPOINT', () => {
  const { rig, api } = withApi();

  it('nothing is added to a history', async () => {
    const { body } = await api.post('/v1/checkouts', orderBody(), { headers });
    const apruve_order_id = await useLightbox(rig, body.lightbox);
    await api.post(`/v1/checkouts/${body.id}/authorization`, { apruve_order_id }, { headers });
    const { events } = await rig.temporal.client.workflow.getHandle(body.id).fetchHistory();
    expect(JSON.stringify(events)).toContain('readOrder');
    expect(JSON.stringify(events)).not.toContain('traceparent');
  });
});
