import type { Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import { secretBox } from '../../../worker/platform/secret-box.ts';
import { loggable } from '../../http/loggable.ts';
import { answerPage } from '../pages/render.ts';
import { ConsolePage } from './console-page.tsx';
import { placeOf } from './coming-back.ts';
import type { ConsoleDeps } from './console.tsx';
import type { ConsoleEnv } from './env.ts';
import type { Sessions } from './session.ts';
import { SignInPage } from './sign-in-page.tsx';

const COOKIE = 'console_openid';
/** Lax, because the browser comes back from the provider. */
const OPTIONS = { path: '/console/openid', httpOnly: true, sameSite: 'Lax' } as const;
const LASTS_SECONDS = 600;
const REFUSED = 'The sign-in at the provider was not completed, or took longer than ten minutes. Try again.';
const NO_ANSWER = 'The provider of OpenID Connect does not answer. Try again later, or sign in with a password.';

const checksSchema = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), next: z.string() });
type Checks = z.output<typeof checksSchema>;

type OpenIdDeps = Pick<ConsoleDeps, 'openid' | 'sessionSecrets' | 'countRefusedSignIn'>;

/** Signing in at the provider of OpenID Connect, where one is configured. */
export function registerOpenId(
  app: Hono<ConsoleEnv>,
  { openid, sessionSecrets, countRefusedSignIn }: OpenIdDeps,
  sessions: Sessions,
): void {
  if (openid === null) return;
  const box = secretBox(sessionSecrets);
  const optionsOf = (c: Context<ConsoleEnv>) => ({ ...OPTIONS, secure: c.get('secureCookies') });

  app.get('/openid', async (c) => {
    const next = placeOf(c.req.query('next'));
    const begun = await answered(c, openid.begin());
    if (begun === null)
      return answerPage(c, <SignInPage mode={c.get('pageMode')} next={next} problem={NO_ANSWER} withOpenId />, 503);
    setCookie(c, COOKIE, box.seal(JSON.stringify({ ...begun.checks, next })), { ...optionsOf(c), maxAge: LASTS_SECONDS });
    return c.redirect(begun.url, 303);
  });

  app.get('/openid/callback', async (c) => {
    const checks = openedChecks(box, getCookie(c, COOKIE));
    deleteCookie(c, COOKIE, optionsOf(c));
    const signedIn = checks === null ? null : await answered(c, openid.finish(new URL(c.req.url).search, checks));
    if (signedIn === null) {
      c.get('log').warn({ event: 'sign-in-refused' }, 'a sign-in was refused');
      await countRefusedSignIn(c);
      return answerPage(
        c,
        <SignInPage mode={c.get('pageMode')} next={placeOf(checks?.next)} problem={REFUSED} withOpenId />,
        401,
      );
    }
    sessions.start(c, { key: signedIn.token });
    c.get('log').info({ event: 'signed-in', user_id: signedIn.userId }, 'an operator signed in');
    // A redirect would go on as a request of the provider's site, without the cookie of the session.
    const next = placeOf(checks?.next);
    c.header('refresh', `0; url=${next}`);
    return answerPage(c, <SignedInPage mode={c.get('pageMode')} next={next} />);
  });
}

/** Null where the provider does not answer or refuses, or what comes is not what was asked for. */
async function answered<T>(c: Context<ConsoleEnv>, asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    c.get('log').warn(loggable(error), 'the provider of OpenID Connect has not signed anybody in');
    return null;
  }
}

function openedChecks(box: ReturnType<typeof secretBox>, sealed: string | undefined): Checks | null {
  if (sealed === undefined) return null;
  try {
    return checksSchema.parse(JSON.parse(box.open(sealed)));
  } catch {
    return null;
  }
}

const SignedInPage = ({ mode, next }: Pick<Parameters<typeof SignInPage>[0], 'mode' | 'next'>) => (
  <ConsolePage title="Signed in" mode={mode} signedIn={false}>
    <h1>Signed in</h1>
    <p>
      <a href={next}>Go on to the console</a>
    </p>
  </ConsolePage>
);
