import type { OpenAPIHono } from '@hono/zod-openapi';
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import { isFailureCode } from '../../../workflows/contract/failures.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { Problem } from '../../http/problem.ts';
import { SECURITY_SCHEME } from '../../http/route.ts';
import { registerAssets } from '../pages/assets.ts';
import { readDocument } from './document.ts';
import { DocsPage } from './page.tsx';
import { ProblemIndex, ProblemPage } from './problem-pages.tsx';

const INFO = {
  title: 'Apruve checkout',
  version: '1',
  description: 'The payment process behind a B2B checkout on credit. Amounts are integer cents, times ISO 8601.',
};

/** The OpenAPI document and the pages that show it. */
export function registerDocs(app: OpenAPIHono<AppEnv>): void {
  app.openAPIRegistry.registerComponent('securitySchemes', SECURITY_SCHEME, {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key. Scope `admin` includes `storefront`.',
  });
  const document = () => app.getOpenAPI31Document({ openapi: '3.1.0', info: INFO });
  app.get('/openapi.json', (c) => c.json(document(), 200));
  app.get('/docs', (c) => c.html(whole(<DocsPage view={readDocument(document())} />)));
  app.get('/problems', (c) => c.html(whole(<ProblemIndex />)));
  app.get('/problems/:code', (c) => {
    const code = c.req.param('code');
    if (!isFailureCode(code)) throw new Problem('not-found', 'There is no problem of this code. See /problems.');
    return c.html(whole(<ProblemPage code={code} />));
  });
  registerAssets(app);
}

const whole = (page: Child) => html`<!doctype html>${page}`;
