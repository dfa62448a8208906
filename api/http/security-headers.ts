import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

type Sources = NonNullable<NonNullable<Parameters<typeof secureHeaders>[0]>['contentSecurityPolicy']>;

/** Answers in JSON load nothing and stand in no frame. */
const NOTHING: Sources = { defaultSrc: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"], frameAncestors: ["'none'"] };

/** Our pages: style sheets of ours, and the icons that Pico CSS carries as data. No scripts. */
const PAGES: Sources = { ...NOTHING, styleSrc: ["'self'"], imgSrc: ["'self'", 'data:'], formAction: ["'self'"] };

/** The reference of the API: its component writes styles into the page, and calls this server for the reader. No other origin. */
const REFERENCE: Sources = { ...PAGES, scriptSrc: ["'self'"], styleSrc: ["'self'", "'unsafe-inline'"], connectSrc: ["'self'"] };

/** What a page may load, by the start of its path; the first match counts. */
const POLICIES: readonly { path: RegExp; sources: Sources }[] = [
  { path: /^\/docs$/, sources: REFERENCE },
  { path: /^\/problems(\/|$)/, sources: PAGES },
  { path: /^\//, sources: NOTHING },
];

/** Browsers that were here once come back by HTTPS alone. */
export const ONE_YEAR = 'max-age=31536000; includeSubDomains';

/** Security headers for every answer, with the content security policy of its path. Whoever adds pages adds a line above. */
export function securityHeaders(): MiddlewareHandler {
  const common = {
    strictTransportSecurity: ONE_YEAR,
    referrerPolicy: 'no-referrer',
    xFrameOptions: 'DENY',
    crossOriginResourcePolicy: 'same-origin',
  };
  const ready = POLICIES.map(({ path, sources }) => ({
    path,
    headers: secureHeaders({ ...common, contentSecurityPolicy: sources }),
  }));
  return async (c, next) => {
    const found = ready.find(({ path }) => path.test(c.req.path));
    return found === undefined ? next() : found.headers(c, next);
  };
}
