import type { Context } from 'hono';
import { html } from 'hono/html';
import { jsx, type Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { toStorable } from '../../../workflows/contract/text.ts';
import { Problem } from '../../http/problem.ts';
import { Administers, AdministersChannel, MayAct, type Rights } from './may-act.ts';
import { Banner } from './shell.tsx';
import { TimeZone } from './times.tsx';

/** Responds with a whole page. It can show an order, so it must not be cached. */
export function answerPage(c: Context, page: Child, status: ContentfulStatusCode = 200): Response | Promise<Response> {
  c.header('cache-control', 'no-store');
  const banner: string | null = c.get('banner') ?? null;
  const mayAct: Rights = c.get('mayAct') ?? (() => true);
  const administers: boolean = c.get('me')?.administrator === true;
  const administersChannel: Rights = c.get('administersChannel') ?? (() => false);
  const timeZone: string = c.get('timeZone') ?? 'UTC';
  const withChannels = jsx(AdministersChannel.Provider, { value: administersChannel }, page);
  const withRights = jsx(MayAct.Provider, { value: mayAct }, jsx(Administers.Provider, { value: administers }, withChannels));
  const inZone = jsx(TimeZone.Provider, { value: timeZone }, withRights);
  const dressed = jsx(Banner.Provider, { value: banner }, inZone);
  return c.html(html`<!doctype html>${dressed}`, status);
}

/** The text fields of a form as sent, storable and without outer spaces; files are ignored. Throws `invalid-request`. */
export async function readForm(c: Context): Promise<Record<string, string>> {
  const fields = Object.entries(await formOf(c));
  return Object.fromEntries(
    fields.flatMap(([name, value]) => (typeof value === 'string' ? [[name, toStorable(value).trim()]] : [])),
  );
}

async function formOf(c: Context): ReturnType<typeof c.req.parseBody> {
  try {
    return await c.req.parseBody();
  } catch (cause) {
    // The limit of the body ends its reading with a problem of its own.
    if (cause instanceof Problem) throw cause;
    throw new Problem('invalid-request', 'The form cannot be read. Open the page again and send it from there.', { cause });
  }
}
