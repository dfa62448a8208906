import { Hono, type Context } from 'hono';
import type { SecretKeys } from '../../../worker/platform/secret-box.ts';
import { limitBody } from '../../http/body.ts';
import { apiClient, type FetchApi } from '../pages/api-client.ts';
import { cookiesAreSecure, ownFormsOnly, pageHeaders } from '../pages/guard.ts';
import { answerPage } from '../pages/render.ts';
import type { PageMode } from '../pages/shell.tsx';
import { describeError } from '../pages/error-page.ts';
import { registerBuyer } from './buyer-routes.tsx';
import { registerBatchPages } from './batch-routes.tsx';
import { registerChannelPages } from './channel-routes.tsx';
import { registerReceiverRoutes } from './receiver-routes.tsx';
import { registerCheckout } from './checkout-routes.tsx';
import { ConsoleErrorPage } from './console-page.tsx';
import type { ConsoleEnv, TemporalPages } from './env.ts';
import { registerHistories } from './histories.ts';
import { registerLive, type LiveOptions } from './live.ts';
import { registerLists } from './list-routes.tsx';
import { registerInvitation } from './invitation.tsx';
import { registerChannelEndings } from './end-channel-routes.tsx';
import { registerRulesPages } from './rules-routes.tsx';
import { registerTextsPages } from './texts-routes.tsx';
import { registerViews } from './saved-views.tsx';
import { registerMessages } from './messages.tsx';
import { registerOpenId } from './openid.tsx';
import type { OpenIdDoor, People } from './people.ts';
import { registerPeoplePages } from './people/routes.tsx';
import { administeredBy, rightsOf } from './rights.ts';
import { registerSignIn } from './sign-in.tsx';
import { signInFor } from './coming-back.ts';
import { meSchema } from '../../v1/me/schemas.ts';
import { Refused, valueOf } from './api-calls.ts';
import { sealedSessions, type EndedSessions, type Sessions } from './session.ts';

export interface ConsoleDeps {
  /** The API's public HTTP contract, asked with the operator's own key. */
  fetchApi: FetchApi;
  /** The modes of the channels there are. */
  modes: () => Promise<readonly ('test' | 'production')[]>;
  /** Seal the session cookie, the first of them what is new; 32 bytes each. */
  sessionSecrets: SecretKeys;
  endedSessions: EndedSessions;
  people: People;
  live: LiveOptions;
  /** Null: nobody signs in at a provider of OpenID Connect. */
  openid: OpenIdDoor | null;
  /** Counts a try of a user's password, whoever makes it, before it is looked at. One too many throws a Problem, which is shown. */
  countPasswordTry: (c: Context, name: string) => Promise<void>;
  /** Counts a refused sign-in by its address. One too many throws a Problem, which is shown. */
  countRefusedSignIn: (c: Context) => Promise<void>;
  /** How browsers reach us. */
  publicUrl: string;
  temporal: TemporalPages;
}

const BODY_BYTES = 64 * 1_024;

/** The operator console, to be mounted at `/console`. It shows and asks what the API answers to the operator's key, no more. */
export function createConsole(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const secure = cookiesAreSecure(deps.publicUrl);
  const sessions = sealedSessions({ secrets: deps.sessionSecrets, secure, ended: deps.endedSessions });
  registerHistories(app, deps.fetchApi, deps.temporal, sessions);
  app.use(pageHeaders(), ownFormsOnly(deps.publicUrl), limitBody(BODY_BYTES));
  app.use(async (c, next) => {
    c.set('secureCookies', secure);
    c.set('pageMode', pageModeOf(await deps.modes()));
    await next();
  });
  app.onError((error, c) => showError(error, c, sessions));
  registerSignIn(app, deps, sessions);
  registerOpenId(app, deps, sessions);
  registerInvitation(app, deps);
  app.use(async (c, next) => {
    const session = await sessions.read(c);
    if (session === null) return c.redirect(await signInFor(c), 303);
    c.set('signedIn', true);
    c.set('sessionId', session.id);
    c.set('api', apiClient(deps.fetchApi, session.key, c.get('requestId'), { 'shown-to': 'person' }));
    const me = valueOf(await c.get('api').get('/v1/me', meSchema));
    c.set('me', me);
    c.set('timeZone', me.time_zone);
    c.set('mayAct', rightsOf(me));
    c.set('administersChannel', administeredBy(me));
    await next();
  });
  registerLive(app, deps.live, sessions);
  registerLists(app);
  registerViews(app);
  registerBuyer(app);
  registerBatchPages(app);
  registerMessages(app);
  registerChannelPages(app);
  registerChannelEndings(app);
  registerReceiverRoutes(app);
  registerRulesPages(app);
  registerTextsPages(app);
  registerPeoplePages(app);
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

async function showError(error: Error, c: Context<ConsoleEnv>, sessions: Sessions) {
  const mode = c.get('pageMode');
  const signedIn = c.get('signedIn') === true;
  if (!(error instanceof Refused)) {
    const { status, ...words } = describeError(error, c.var);
    return answerPage(c, <ConsoleErrorPage {...words} mode={mode} signedIn={signedIn} />, status);
  }
  if (error.status === 401) {
    await sessions.end(c);
    return c.redirect(await signInFor(c), 303);
  }
  const { title, detail } = error.refusal;
  return answerPage(
    c,
    <ConsoleErrorPage title={title} text={detail} mode={mode} signedIn={signedIn} />,
    SHOWN_STATUSES.find((status) => status === error.status) ?? 502,
  );
}
