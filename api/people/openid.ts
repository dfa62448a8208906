import { createHash } from 'node:crypto';
import * as client from 'openid-client';
import type { Ledger } from '../../activities/ledger/database.ts';
import { deed } from '../../activities/ledger/deeds.ts';
import { addOpenIdUser, findOpenIdUser, type OpenIdIdentity, type UserRow } from '../../activities/ledger/http-api/users.ts';
import { recorded } from '../../activities/ledger/setup-changes.ts';
import type { Config } from '../../worker/platform/config.ts';
import { USER } from '../../workflows/rules/attention.ts';
import { newId } from '../http/identity/api-key.ts';
import type { OpenIdDoor } from '../web/console/people.ts';
import { beginSession } from './people.ts';
import { toUserName, userNameSchema } from './user-name.ts';

type Settings = NonNullable<Config['openid']>;

/**
 * Signing in at a provider of OpenID Connect: the code flow with PKCE, state and nonce. Who comes is known by issuer and subject alone,
 * and has no role before an administrator gives one. The provider is asked what it is when the first one comes.
 */
export function openIdDoor(db: Ledger, settings: Settings, publicUrl: string): OpenIdDoor {
  const redirectUri = `${publicUrl}/console/openid/callback`;
  let found: Promise<client.Configuration> | undefined;
  const provider = async (): Promise<client.Configuration> => {
    found ??= discover(settings);
    return found.catch((error: unknown) => {
      found = undefined;
      throw error;
    });
  };
  return {
    async begin() {
      const checks = { state: client.randomState(), nonce: client.randomNonce(), verifier: client.randomPKCECodeVerifier() };
      const url = client.buildAuthorizationUrl(await provider(), {
        redirect_uri: redirectUri,
        scope: 'openid profile email',
        state: checks.state,
        nonce: checks.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(checks.verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, checks };
    },
    async finish(query, { state, nonce, verifier }) {
      const asked = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
      const tokens = await client.authorizationCodeGrant(await provider(), new URL(redirectUri + query), asked);
      const claims = tokens.claims();
      if (claims === undefined) return null;
      const identity = { issuer: claims.iss, subject: claims.sub };
      const name = () => nameAt(found, tokens.access_token, claims);
      const user = (await findOpenIdUser(db, identity)) ?? (await join(db, identity, await name()));
      const { token } = await beginSession(db, user.id);
      return { token, userId: user.id };
    },
  };
}

/** `http` only on this machine, for tests and demos: there is nobody between. */
function discover({ issuer, clientId, clientSecret }: Settings): Promise<client.Configuration> {
  const execute = new URL(issuer).protocol === 'http:' ? [client.allowInsecureRequests] : [];
  return client.discovery(new URL(issuer), clientId, clientSecret, undefined, { execute });
}

/** What the provider calls somebody; only for people to read, because anybody may be called anything there. */
async function nameAt(
  provider: Promise<client.Configuration> | undefined,
  accessToken: string,
  claims: client.IDToken,
): Promise<string> {
  const config = await provider;
  const asks = config?.serverMetadata().userinfo_endpoint !== undefined;
  const told = config !== undefined && asks ? await client.fetchUserInfo(config, accessToken, claims.sub) : claims;
  const names = [told['preferred_username'], told['email'], claims.sub].map((name) => userNameSchema.safeParse(name));
  return (
    names.find(({ success }) => success)?.data ?? `openid-${createHash('sha256').update(claims.sub).digest('hex').slice(0, 12)}`
  );
}

/** Stores somebody who is new, under another name where a user has that one: it is not they. */
async function join(db: Ledger, identity: OpenIdIdentity, name: string): Promise<UserRow> {
  const id = newId('usr');
  for (const called of [name, toUserName(`${name.slice(0, 80)}-${id.slice(4)}`)]) {
    const joined = deed('user-joined', id, null, { name: called, ...identity });
    const user = await recorded(db, `${USER}${called} (${id})`, joined, (tx) =>
      addOpenIdUser(tx, { id, name: called }, identity),
    );
    if (user !== null) return user;
  }
  // The same person, in another tab at the same moment.
  const other = await findOpenIdUser(db, identity);
  if (other === null) throw new Error('A user of OpenID Connect is neither stored nor there.');
  return other;
}
