import type { Context, MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import { ONE_YEAR } from '../../http/security-headers.ts';

/** Where the scripts and frames of a page may come from besides this server. */
export interface ForeignSources {
  scriptAndFrame?: string;
}

/**
 * Headers of pages. The content security policy allows what this server serves, and one other origin for scripts and frames where
 * it is named. The referrer stays within the site, because without it browsers send `Origin: null` with our own forms.
 */
export function pageHeaders({ scriptAndFrame }: ForeignSources = {}): MiddlewareHandler {
  const foreign = scriptAndFrame === undefined ? [] : [scriptAndFrame];
  return secureHeaders({
    strictTransportSecurity: ONE_YEAR,
    referrerPolicy: 'same-origin',
    xFrameOptions: 'DENY',
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'", ...foreign],
      frameSrc: scriptAndFrame === undefined ? ["'none'"] : [scriptAndFrame],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
  });
}

const LOCAL_HOST = /^(?:localhost|.+\.localhost|127\.0\.0\.1|\[::1\])$/;

/** Whether cookies are `Secure`: always, but where browsers reach us on their own machine. */
export const cookiesAreSecure = (publicUrl: string): boolean => !LOCAL_HOST.test(new URL(publicUrl).hostname);

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses with 403 what another site's page sends, because forms are only for our own pages. `publicUrl` is the address that
 * browsers use.
 */
export function ownFormsOnly(publicUrl: string): MiddlewareHandler {
  const publicHost = new URL(publicUrl).host;
  return async (c, next) => {
    if (!SAFE.has(c.req.method) && !isFromUs(c, publicHost)) {
      throw new HTTPException(403, {
        message: 'This form was not sent from our own page. Open the page again and send it from there.',
      });
    }
    await next();
  };
}

/** Browsers state where a request comes from in `Sec-Fetch-Site`. Over plain HTTP they omit it, and `Origin` is used. */
function isFromUs(c: Context, publicHost: string): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  const origin = c.req.header('origin');
  if (origin === undefined || !URL.canParse(origin)) return false;
  const { host } = new URL(origin);
  return host === c.req.header('host') || host === publicHost;
}
