import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { toCents } from './format.ts';

const FLAGS = new Set(['silent', 'issue_on_create', 'suspended', 'pays_at_issue']);

// An empty field is one that was not filled in, but for those where nothing is a value.
const EMPTY_IS_NULL = new Set(['status', 'cancel_overdue_after_days']);

const valueOf = (name: string, text: string): unknown => {
  if (text === '') return EMPTY_IS_NULL.has(name) ? null : undefined;
  if (FLAGS.has(name)) return text === 'true';
  if (name.endsWith('_cents')) return toCents(text);
  return name.endsWith('_days') ? Number(text) : text;
};

const refusal = z.object({ errors: z.array(z.object({ title: z.string(), detail: z.string().optional() })) });

const problemOf = async (answer: Response): Promise<string | null> => {
  if (answer.ok) return null;
  const text = await answer.text();
  const { success, data } = refusal.safeParse(answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : null);
  return success ? data.errors.map(({ title, detail }) => (detail ? `${title}: ${detail}` : title)).join('; ') : text;
};

/** A page of ours only. */
const backTo = (back: unknown, problem: string | null): string => {
  const url = new URL(typeof back === 'string' ? back : '/', 'http://sandbox');
  if (problem !== null) url.searchParams.set('problem', problem);
  return `${url.pathname}${url.search}${url.hash}`;
};

/**
 * Does by a form what a control call does: the form's fields become its body, amounts in dollars become cents. Goes on to the page
 * that the form names, with the reason where the call was refused.
 */
export const act = async (control: Hono, context: Context, path: string): Promise<Response> => {
  const { back, ...fields } = await context.req.parseBody();
  const values = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === 'string' ? valueOf(name, value) : undefined,
  ]);
  const body = JSON.stringify(Object.fromEntries(values));
  const answer = await control.request(`/_sandbox/${path}`, { method: 'POST', body });
  return context.redirect(backTo(back, await problemOf(answer)), 303);
};
