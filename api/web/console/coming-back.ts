import type { Context } from 'hono';
import { readForm } from '../pages/render.ts';

export const SIGN_IN = '/console/sign-in';
/** A page of the console, with what it was asked; never another site. */
const PLACE_FORM = /^\/console(?:\/[\w/-]*)?(?:\?[\x21-\x7e]*)?$/;
/** The actions on an order: their confirmation takes in its address what is to be filled in. */
const ACTION_FORM = /^\/console\/checkouts\/[^/]+\/(?!attention\/)/;
/** A note is written on the page of its order. */
const NOTE_FORM = /^(\/console\/checkouts\/[^/]+)\/notes$/;
/** What belongs to the one form that was sent. */
const OF_ONE_FORM = ['confirmed', 'sent', 'version', 'shown', 'calculate', 'tax_shown'];
const MOST_CHARACTERS = 4_000;

/** Where an operator goes after signing in, as a link or a form says. */
export const placeOf = (next: string | undefined): string => (next !== undefined && PLACE_FORM.test(next) ? next : '/console');

/** The page of signing in, from which the operator comes back to where they were, with the filters of a list and what was typed in a confirmation. */
export async function signInFor(c: Context): Promise<string> {
  const next = await placeOfRequest(c);
  return next === '/console' ? SIGN_IN : `${SIGN_IN}?${new URLSearchParams({ next }).toString()}`;
}

async function placeOfRequest(c: Context): Promise<string> {
  const { pathname, search } = new URL(c.req.url);
  if (c.req.method === 'GET') return placeOf(pathname + search);
  if (!ACTION_FORM.test(pathname)) return placeOf(pathOf(c.req.header('referer')));
  const form = await readForm(c);
  const [, order] = NOTE_FORM.exec(pathname) ?? [];
  if (order !== undefined) return filledIn(order, [['note', form['text'] ?? '']]);
  const typed = Object.entries(form).filter(([name]) => !OF_ONE_FORM.includes(name));
  return filledIn(pathname, typed);
}

function filledIn(path: string, typed: [name: string, value: string][]): string {
  const filled = `${path}?${new URLSearchParams(typed).toString()}`;
  return placeOf(filled.length > MOST_CHARACTERS ? path : filled);
}

/** The path of the page that a form was on. */
function pathOf(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const { pathname, search } = new URL(address);
  return pathname + search;
}
