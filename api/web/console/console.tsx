import { Hono, type Context } from 'hono';
import { z } from 'zod';
import type { Ledger } from '../../../activities/ledger/database.ts';
import type { Channels } from '../../channels.ts';
import { limitBody } from '../../http/body.ts';
import { apiClient, type FetchApi } from '../pages/api-client.ts';
import { ownFormsOnly, pageHeaders } from '../pages/guard.ts';
import { answerPage, readForm } from '../pages/render.ts';
import type { PageMode } from '../pages/shell.tsx';
import { describeError } from '../pages/error-page.ts';
import { registerCheckout } from './checkout-routes.tsx';
import { needingAttention } from './attention.ts';
import { SignInPage, TroublePage } from './console-page.tsx';
import type { ConsoleEnv, TemporalPages } from './env.ts';
import { ListPage } from './list-page.tsx';
import { registerMessages } from './messages.tsx';
import { listCheckouts, Refused } from './reads.ts';
import { sealedSessions, type Sessions } from './session.ts';

export interface ConsoleDeps {
  /** The API's public HTTP contract, asked with the operator's own key. */
  fetchApi: FetchApi;
  db: Ledger;
  channels: Channels;
  /** Seals the session cookie; 32 bytes. */
  sessionSecret: Uint8Array;
  /** How browsers reach us. */
  publicUrl: string;
  temporal: TemporalPages;
}

const BODY_BYTES = 64 * 1_024;
const SIGN_IN = '/console/sign-in';

/** The operator console, to be mounted at `/console`. It shows and asks what the API answers to the operator's key, no more. */
export function createConsole(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const sessions = sealedSessions(deps.sessionSecret, deps.publicUrl.startsWith('https:'));
  app.use(pageHeaders(), limitBody(BODY_BYTES), ownFormsOnly(deps.publicUrl));
  app.use(async (c, next) => {
    c.set('pageMode', await modeOf(deps.channels));
    await next();
  });
  app.onError((error, c) => showError(error, c, sessions));
  registerSignIn(app, deps, sessions);
  app.use(async (c, next) => {
    const key = sessions.read(c);
    if (key === null) return c.redirect(signInFor(c), 303);
    c.set('key', key);
    c.set('api', apiClient(deps.fetchApi, key, c.get('requestId')));
    await next();
  });
  registerList(app, deps);
  registerMessages(app);
  registerCheckout(app, deps.temporal);
  app.all('*', (c) => answerPage(c, <TroublePage {...NOT_FOUND} mode={c.get('pageMode')} signedIn />, 404));
  return app;
}

/** Refusals that are about what was asked for; any other is about what stands behind us. */
const SHOWN_STATUSES = [403, 404, 422] as const;
const NOT_FOUND = { title: 'Not found', text: 'There is no such page.' };

async function modeOf(channels: Channels): Promise<PageMode> {
  const modes = new Set((await channels.list()).map(({ mode }) => mode));
  return modes.size > 1 ? 'mixed' : modes.has('test') ? 'test' : 'production';
}

/** After signing in the operator comes back to the page that was asked for, as far as asking for it changes nothing. */
const signInFor = (c: Context): string =>
  c.req.method === 'GET' ? `${SIGN_IN}?next=${encodeURIComponent(new URL(c.req.url).pathname)}` : SIGN_IN;

function showError(error: Error, c: Context<ConsoleEnv>, sessions: Sessions) {
  const mode = c.get('pageMode');
  const signedIn = sessions.read(c) !== null;
  if (!(error instanceof Refused)) {
    const { status, ...trouble } = describeError(error, c.var);
    return answerPage(c, <TroublePage {...trouble} mode={mode} signedIn={signedIn} />, status);
  }
  if (error.status === 401) {
    sessions.end(c);
    return c.redirect(SIGN_IN, 303);
  }
  const { title, detail } = error.refusal;
  return answerPage(
    c,
    <TroublePage title={title} text={detail} mode={mode} signedIn={signedIn} />,
    SHOWN_STATUSES.find((status) => status === error.status) ?? 502,
  );
}

const NEXT_FORM = /^\/console(\/[\w/-]*)?$/;

function registerSignIn(app: Hono<ConsoleEnv>, { fetchApi }: ConsoleDeps, sessions: Sessions): void {
  const nextOf = (next: string | undefined): string => (next !== undefined && NEXT_FORM.test(next) ? next : '/console');
  app.get('/sign-in', (c) => answerPage(c, <SignInPage mode={c.get('pageMode')} next={nextOf(c.req.query('next'))} />));
  app.post('/sign-in', async (c) => {
    const { key = '', next } = await readForm(c);
    const tried = await apiClient(fetchApi, key, c.get('requestId')).get('/v1/checkouts?limit=1', z.unknown());
    if (tried.ok) {
      sessions.start(c, key);
      return c.redirect(nextOf(next), 303);
    }
    const problem = tried.status === 401 ? 'This key is unknown, expired or revoked.' : tried.refusal.detail;
    return answerPage(c, <SignInPage mode={c.get('pageMode')} next={nextOf(next)} problem={problem} />, 401);
  });
  app.post('/sign-out', (c) => {
    sessions.end(c);
    return c.redirect(SIGN_IN, 303);
  });
}

function registerList(app: Hono<ConsoleEnv>, { db }: ConsoleDeps): void {
  app.get('/', async (c) => {
    const { q = '', status = '', payment_status = '', cursor = '' } = c.req.query();
    const query = { q, status, payment_status, cursor };
    const plain = q === '' && status === '' && payment_status === '' && cursor === '';
    const [page, attention] = await Promise.all([
      listCheckouts(c.get('api'), query),
      plain ? needingAttention(db, c.get('key')) : [],
    ]);
    return answerPage(c, <ListPage mode={c.get('pageMode')} page={page} attention={attention} query={query} />);
  });
}
