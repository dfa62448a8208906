import type { Context } from 'hono';
import type { RouterRoute } from 'hono/types';
import type { AppEnv } from './app-env.ts';
import { unreadBody } from './body.ts';
import { Problem } from './problem.ts';

/** What a request is answered for which there is no route: 405 with `Allow` where its path has other methods, else 404. */
export function noRoute(c: Context<AppEnv>, routes: readonly RouterRoute[]): Problem {
  const { method, path } = c.req;
  const allowed = methodsOf(routes, path);
  if (allowed.length === 0 || allowed.includes(method)) {
    return new Problem('not-found', `There is no ${method} ${path}. See /docs.`, { headers: unreadBody(c) });
  }
  const headers = { allow: allowed.join(', '), ...unreadBody(c) };
  return new Problem('method-not-allowed', `There is no ${method} ${path}, but ${allowed.join(', ')}. See /docs.`, { headers });
}

function methodsOf(routes: readonly RouterRoute[], path: string): string[] {
  const found = routes.filter((route) => route.method !== 'ALL' && patternOf(route.path).test(path)).map(({ method }) => method);
  return [...new Set(found.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))].toSorted();
}

/** A path of Hono's as an expression: `:name` is one segment. */
function patternOf(path: string): RegExp {
  const segments = path.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[^\w-]/g, String.raw`\$&`)));
  return new RegExp(`^${segments.join('/')}$`);
}
