import type { OpenAPIHono } from '@hono/zod-openapi';
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import { FAILURES, isFailureCode } from '../../../workflows/contract/failures.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { packed } from '../../http/packed.ts';
import { Problem } from '../../http/problem.ts';
import { SECURITY_SCHEME } from '../../http/route.ts';
import { registerAssets } from '../pages/assets.ts';
import { describeDocument } from './described.ts';
import { readExamples } from './examples.ts';
import { ProblemIndex, ProblemPage } from './problem-pages.tsx';
import { ReferencePage } from './reference-page.tsx';

const INFO = {
  title: 'Apruve checkout',
  version: '1',
  license: { name: 'MIT', identifier: 'MIT' },
  description: [
    'The payment process behind a B2B checkout on credit. Amounts are integer cents, times ISO 8601.',
    'Send an API key as `Authorization: Bearer apc_…`: to try calls here, enter it under *Authentication*.',
    'Errors are problems (`/problems`) with a stable `code`. Every POST takes an `Idempotency-Key`: a repeat returns the first outcome.',
  ].join('\n\n'),
};

/** The OpenAPI document and the pages that show it. */
export function registerDocs(app: OpenAPIHono<AppEnv>): void {
  app.openAPIRegistry.registerComponent('securitySchemes', SECURITY_SCHEME, {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key. Scope `admin` includes `storefront`.',
  });
  const document = once(() => {
    const made = app.getOpenAPI31Document({ openapi: '3.1.0', info: INFO, servers: [{ url: '/' }] });
    const described = describeDocument(JSON.parse(JSON.stringify(made)), readExamples());
    return packed(new TextEncoder().encode(JSON.stringify(described)));
  });
  const docsPage = once(() => whole(<ReferencePage title={INFO.title} />));
  const problemIndex = once(() => whole(<ProblemIndex />));
  const problemPages = Object.fromEntries(
    Object.keys(FAILURES)
      .filter(isFailureCode)
      .map((code) => [code, once(() => whole(<ProblemPage code={code} />))]),
  );
  app.get('/openapi.json', (c) => document()(c, { 'content-type': 'application/json' }));
  app.get('/docs', async (c) => c.html(await docsPage()));
  app.get('/problems', async (c) => c.html(await problemIndex()));
  app.get('/problems/:code', async (c) => {
    const code = c.req.param('code');
    const page = isFailureCode(code) ? problemPages[code] : undefined;
    if (page === undefined) throw new Problem('not-found', 'There is no problem of this code. See /problems.');
    return c.html(await page());
  });
  registerAssets(app);
}

const whole = async (page: Child): Promise<string> => String(await html`<!doctype html>${page}`);

/** What `make` gives, made at the first call: anybody may ask for these documents, as often as they like. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
