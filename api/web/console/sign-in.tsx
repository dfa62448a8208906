import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { apiClient } from '../pages/api-client.ts';
import { answerPage, readForm } from '../pages/render.ts';
import { placeOf, SIGN_IN } from './coming-back.ts';
import type { ConsoleDeps } from './console.tsx';
import type { ConsoleEnv } from './env.ts';
import type { Sessions } from './session.ts';
import { SignInPage } from './sign-in-page.tsx';

/** A call that needs an admin key: signing in with one tries it. */
const ADMINS_ONLY = '/v1/notifications?limit=1';
/** What a header takes: visible ASCII. */
const HEADER_WORD = /^[\x21-\x7e]+$/;
const UNKNOWN_KEY = 'This key is unknown, expired or revoked.';
const WRONG_PASSWORD = 'There is nobody of this name with this password.';

type SignInDeps = Pick<ConsoleDeps, 'fetchApi' | 'people' | 'openid' | 'countPasswordTry' | 'countRefusedSignIn'>;
/** A token for the API, or why there is none. */
type SignedIn = { token: string; user_id?: string } | { problem: string };

/** The pages of signing in and out: with name and password, or with an admin API key. */
export function registerSignIn(app: Hono<ConsoleEnv>, deps: SignInDeps, sessions: Sessions): void {
  app.get('/sign-in', (c) =>
    answerPage(c, <SignInPage mode={c.get('pageMode')} next={placeOf(c.req.query('next'))} withOpenId={deps.openid !== null} />),
  );
  app.post('/sign-in', async (c) => {
    const { key, name = '', password = '', next } = await readForm(c);
    const outcome = key === undefined ? await withPassword(c, deps, name, password) : await withKey(c, deps, key);
    if ('token' in outcome) {
      const { token, ...who } = outcome;
      sessions.start(c, { key: token });
      c.get('log').info({ event: 'signed-in', ...who }, 'an operator signed in');
      return c.redirect(placeOf(next), 303);
    }
    c.get('log').warn({ event: 'sign-in-refused' }, 'a sign-in was refused');
    await deps.countRefusedSignIn(c);
    const form = { withOpenId: deps.openid !== null, ...(key === undefined ? { name } : { withKey: true }) };
    return answerPage(c, <SignInPage mode={c.get('pageMode')} next={placeOf(next)} problem={outcome.problem} {...form} />, 401);
  });
  app.post('/sign-out', async (c) => {
    const session = await sessions.read(c);
    await sessions.end(c);
    if (session !== null) await deps.people.signOut(session.key);
    c.header('clear-site-data', '"cache"');
    c.get('log').info({ event: 'signed-out' }, 'an operator signed out');
    return c.redirect(SIGN_IN, 303);
  });
}

async function withPassword(c: Context<ConsoleEnv>, deps: SignInDeps, name: string, password: string): Promise<SignedIn> {
  await deps.countPasswordTry(c, name);
  const session = await deps.people.signIn(name, password);
  return session === null ? { problem: WRONG_PASSWORD } : { token: session.token, user_id: session.userId };
}

async function withKey(c: Context<ConsoleEnv>, { fetchApi }: SignInDeps, key: string): Promise<SignedIn> {
  // Before any header is built of it: an error about a header would carry the key into the log.
  if (!HEADER_WORD.test(key)) return { problem: UNKNOWN_KEY };
  const tried = await apiClient(fetchApi, key, c.get('requestId')).get(ADMINS_ONLY, z.unknown());
  if (tried.ok) return { token: key };
  return { problem: tried.status === 401 ? UNKNOWN_KEY : tried.refusal.detail };
}
