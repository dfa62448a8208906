import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { limitBody } from '../../http/body.ts';
import { apiClient, type FetchApi } from '../pages/api-client.ts';
import { cookiesAreSecure, ownFormsOnly, pageHeaders } from '../pages/guard.ts';
import { answerPage, readForm } from '../pages/render.ts';
import type { PageMode } from '../pages/shell.tsx';
import { describeError } from '../pages/error-page.ts';
import { registerCheckout } from './checkout-routes.tsx';
import { SignInPage, ConsoleErrorPage } from './console-page.tsx';
import type { ConsoleEnv, TemporalPages } from './env.ts';
import { ListPage } from './list-page.tsx';
import { registerMessages } from './messages.tsx';
import { fetchCheckouts, Refused } from './api-calls.ts';
import { sealedSessions, type EndedSessions, type Sessions } from './session.ts';

export interface ConsoleDeps {
  /** The API's public HTTP contract, asked with the operator's own key. */
  fetchApi: FetchApi;
  /** The modes of the channels there are. */
  modes: () => Promise<readonly ('test' | 'production')[]>;
  /** Seals the session cookie; 32 bytes. */
  sessionSecret: Uint8Array;
  endedSessions: EndedSessions;
  /** Counts a refused sign-in by its address. One too many throws a Problem, which is shown. */
  countRefusedSignIn: (c: Context) => Promise<void>;
  /** How browsers reach us. */
  publicUrl: string;
  temporal: TemporalPages;
}

const BODY_BYTES = 64 * 1_024;
const SIGN_IN = '/console/sign-in';
/** A call that needs an admin key: signing in tries it. */
const ADMINS_ONLY = '/v1/notifications?limit=1';

/** The operator console, to be mounted at `/console`. It shows and asks what the API answers to the operator's key, no more. */
export function createConsole(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const secure = cookiesAreSecure(deps.publicUrl);
  const sessions = sealedSessions({ secret: deps.sessionSecret, secure, ended: deps.endedSessions });
  app.use(pageHeaders(), ownFormsOnly(deps.publicUrl), limitBody(BODY_BYTES));
  app.use(async (c, next) => {
    c.set('secureCookies', secure);
    c.set('pageMode', pageModeOf(await deps.modes()));
    await next();
  });
  app.onError((error, c) => showError(error, c, sessions));
  registerSignIn(app, deps, sessions);
  app.use(async (c, next) => {
    const key = await sessions.read(c);
    if (key === null) return c.redirect(signInFor(c), 303);
    c.set('signedIn', true);
    c.set('api', apiClient(deps.fetchApi, key, c.get('requestId'), { 'shown-to': 'person' }));
    await next();
  });
  registerList(app);
  registerMessages(app);
  registerCheckout(app, deps.temporal);
  app.all('*', (c) => answerPage(c, <ConsoleErrorPage {...NOT_FOUND} mode={c.get('pageMode')} signedIn />, 404));
  return app;
}

/** Refusals that are about what was asked for; any other is about what stands behind us. */
const SHOWN_STATUSES = [403, 404, 422] as const;
const NOT_FOUND = { title: 'Not found', text: 'There is no such page.' };

function pageModeOf(modes: readonly ('test' | 'production')[]): PageMode {
  if (new Set(modes).size > 1) return 'mixed';
  return modes.includes('test') ? 'test' : 'production';
}

/** After signing in the operator comes back to the page that was asked for, as far as asking for it changes nothing. */
const signInFor = (c: Context): string =>
  c.req.method === 'GET' ? `${SIGN_IN}?next=${encodeURIComponent(new URL(c.req.url).pathname)}` : SIGN_IN;

async function showError(error: Error, c: Context<ConsoleEnv>, sessions: Sessions) {
  const mode = c.get('pageMode');
  const signedIn = c.get('signedIn') === true;
  if (!(error instanceof Refused)) {
    const { status, ...words } = describeError(error, c.var);
    return answerPage(c, <ConsoleErrorPage {...words} mode={mode} signedIn={signedIn} />, status);
  }
  if (error.status === 401) {
    await sessions.end(c);
    return c.redirect(SIGN_IN, 303);
  }
  const { title, detail } = error.refusal;
  return answerPage(
    c,
    <ConsoleErrorPage title={title} text={detail} mode={mode} signedIn={signedIn} />,
    SHOWN_STATUSES.find((status) => status === error.status) ?? 502,
  );
}

/** What a header takes: visible ASCII. */
const HEADER_WORD = /^[\x21-\x7e]+$/;
const UNKNOWN_KEY = 'This key is unknown, expired or revoked.';
const NEXT_FORM = /^\/console(\/[\w/-]*)?$/;

function registerSignIn(app: Hono<ConsoleEnv>, { fetchApi, countRefusedSignIn }: ConsoleDeps, sessions: Sessions): void {
  const nextOf = (next: string | undefined): string => (next !== undefined && NEXT_FORM.test(next) ? next : '/console');
  app.get('/sign-in', (c) => answerPage(c, <SignInPage mode={c.get('pageMode')} next={nextOf(c.req.query('next'))} />));
  app.post('/sign-in', async (c) => {
    const { key = '', next } = await readForm(c);
    // Before any header is built of it: an error about a header would carry the key into the log.
    const tried = HEADER_WORD.test(key) ? await apiClient(fetchApi, key, c.get('requestId')).get(ADMINS_ONLY, z.unknown()) : null;
    if (tried?.ok === true) {
      sessions.start(c, key);
      c.get('log').info({ event: 'signed-in' }, 'an operator signed in');
      return c.redirect(nextOf(next), 303);
    }
    c.get('log').warn({ event: 'sign-in-refused' }, 'a sign-in was refused');
    await countRefusedSignIn(c);
    const problem = tried === null || tried.status === 401 ? UNKNOWN_KEY : tried.refusal.detail;
    return answerPage(c, <SignInPage mode={c.get('pageMode')} next={nextOf(next)} problem={problem} />, 401);
  });
  app.post('/sign-out', async (c) => {
    await sessions.end(c);
    c.header('clear-site-data', '"cache"');
    c.get('log').info({ event: 'signed-out' }, 'an operator signed out');
    return c.redirect(SIGN_IN, 303);
  });
}

const ATTENTION_SHOWN = '20';
const NO_PAGE = { items: [], next_cursor: null };

function registerList(app: Hono<ConsoleEnv>): void {
  app.get('/', async (c) => {
    const { q = '', status = '', payment_status = '', cursor = '' } = c.req.query();
    const query = { q, status, payment_status, cursor };
    const isStart = Object.values(query).every((value) => value === '');
    const api = c.get('api');
    const [page, attention] = await Promise.all([
      fetchCheckouts(api, query),
      isStart ? fetchCheckouts(api, { attention: 'any', limit: ATTENTION_SHOWN }) : NO_PAGE,
    ]);
    return answerPage(c, <ListPage mode={c.get('pageMode')} page={page} attention={attention.items} query={query} />);
  });
}
