import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** Responds with a whole page. It can show an order, so it must not be cached. */
export function answerPage(c: Context, page: Child, status: ContentfulStatusCode = 200): Response | Promise<Response> {
  c.header('cache-control', 'no-store');
  return c.html(html`<!doctype html>${page}`, status);
}

/** The text fields of a form as sent, without outer spaces; files are ignored. */
export async function readForm(c: Context): Promise<Record<string, string>> {
  const fields = Object.entries(await c.req.parseBody());
  return Object.fromEntries(fields.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value.trim()]] : [])));
}
