import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { root } from '../../stack/paths.ts';
import { readExamples } from '../../../api/web/docs/examples.ts';
import { anApp } from './an-app.ts';

const run = promisify(execFile);
const bin = (name: string): string => join(root, 'node_modules', '.bin', name);

const content = z.record(z.string(), z.object({ examples: z.record(z.string(), z.unknown()).optional() })).default({});
const operation = z.object({
  operationId: z.string(),
  requestBody: z.object({ content }).optional(),
  responses: z.record(z.string(), z.object({ content, links: z.record(z.string(), z.unknown()).optional() })),
  'x-code-samples': z.array(z.object({ label: z.string(), source: z.string() })).default([]),
});
const paths = z.record(z.string(), z.record(z.string(), operation));
const documentSchema = z.object({ paths, webhooks: paths });

describe('the examples of the OpenAPI document', async () => {
  const text = await (await anApp().request('/openapi.json')).text();
  const document = documentSchema.parse(JSON.parse(text));
  const callsOf = (part: z.infer<typeof paths>) =>
    Object.entries(part).flatMap(([path, methods]) => Object.values(methods).map((call) => ({ ...call, path })));
  const calls = callsOf(document.paths);
  let dir = '';
  beforeAll(async () => void (dir = await mkdtemp(join(tmpdir(), 'apruve-checkout-document-'))));
  afterAll(() => rm(dir, { recursive: true }));

  /** What the linter says, which holds each example against its schema. */
  async function lint(checked: string): Promise<string> {
    const file = join(dir, 'openapi.json');
    await writeFile(file, checked);
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    const config = join(root, 'test', 'docs', 'redocly.yaml');
    const options = ['lint', file, '--config', config, '--format', 'stylish', '--max-problems', '20'];
    return run(bin('redocly'), options, { env }).then(
      () => '',
      (failed: { stdout: string }) => failed.stdout,
    );
  }

  it('are there for every body, every answer and every notification', () => {
    const isBare = (media: z.infer<typeof content>) =>
      Object.values(media).some(({ examples = {} }) => Object.keys(examples).length === 0);
    const without = [...calls, ...callsOf(document.webhooks)].flatMap(({ operationId, requestBody, responses }) => [
      ...(isBare(requestBody?.content ?? {}) ? [`${operationId}: body`] : []),
      ...Object.entries(responses).flatMap(([status, each]) => (isBare(each.content) ? [`${operationId}: ${status}`] : [])),
    ]);
    expect(without).toEqual([]);
  });

  it('fit their schemas, in a document without a fault', { timeout: 60_000 }, async () => {
    expect(await lint(text)).toBe('');
  });

  it('are refused where their own schema refuses them', { timeout: 60_000 }, async () => {
    const { paths: all, ...rest } = JSON.parse(text);
    const one = JSON.stringify({ ...rest, paths: { '/v1/checkouts': all['/v1/checkouts'] }, webhooks: {} });
    expect(await lint(one.replace('"payment_status":"pending"', '"payment_status":"perhaps"'))).toMatch(
      /no-invalid-media-type-examples .*payment_status/,
    );
  });

  it('type-check as bodies of the typed client, made with the defaults of openapi-typescript', { timeout: 60_000 }, async () => {
    const functions = calls.map(({ operationId, path, 'x-code-samples': samples }) => {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => `${name}: string`);
      const source = samples.find(({ label }) => label === 'Typed client')?.source ?? '';
      return `export async function ${operationId}(${['client: CheckoutClient', ...names].join(', ')}) {\n${source}\nreturn { data, error };\n}`;
    });
    const wrong =
      "// @ts-expect-error\nexport const wrong = (client: CheckoutClient) => client.POST('/v1/checkouts', { body: { amount: 1 } });";
    const client = JSON.stringify(join(root, 'api', 'client', 'index.ts'));
    const file = join(dir, 'samples.ts');
    await writeFile(file, [`import type { CheckoutClient } from ${client};`, wrong, ...functions].join('\n'));
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--allowImportingTsExtensions', '--ignoreConfig'];
    const said = await run(bin('tsc'), [...options, '--module', 'nodenext', '--target', 'es2023', '--types', 'node', file], {
      cwd: root,
    }).catch((failed: { stdout: string }) => failed);
    expect(said.stdout).toBe('');
    expect(functions).toHaveLength(Object.values(document.paths).flatMap((each) => Object.keys(each)).length);
  });

  it('open a checkout in the channel that every installation has', () => {
    const { body } = z.object({ body: z.record(z.string(), z.unknown()) }).parse({ body: readExamples().bodies['openCheckout'] });
    expect(body['channel'] ?? 'default').toBe('default');
  });

  it('lead from a call to calls that are there', () => {
    const known = new Set(calls.map(({ operationId }) => operationId));
    const linked = calls.flatMap(({ responses }) => Object.values(responses).flatMap(({ links = {} }) => Object.keys(links)));
    expect(linked).toContain('sendInvoice');
    expect(linked.filter((name) => !known.has(name))).toEqual([]);
  });
});
