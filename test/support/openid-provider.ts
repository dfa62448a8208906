import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

export interface TestProvider {
  /** What a deployment would say in its environment. */
  env: Record<string, string>;
  /** Lets the console at this address send its users here. */
  register(consoleUrl: string): void;
  close(): Promise<void>;
}

const CLIENT = { client_id: 'checkout-console', client_secret: 'the-secret-of-the-console' };

/** A certified provider of OpenID Connect on this machine. Whoever names themselves in its form is who they say. */
export async function startOpenIdProvider(): Promise<TestProvider> {
  let handle: RequestListener = (_, response) => void response.writeHead(503).end();
  const server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    env: { OPENID_ISSUER: issuer, OPENID_CLIENT_ID: CLIENT.client_id, OPENID_CLIENT_SECRET: CLIENT.client_secret },
    register: (consoleUrl) => {
      handle = new Provider(issuer, {
        clients: [{ ...CLIENT, redirect_uris: [`${consoleUrl}/openid/callback`] }],
        claims: { openid: ['sub'], profile: ['preferred_username'] },
        // The name at the provider is what everybody there chooses for themselves.
        findAccount: (_, id) => ({
          accountId: id,
          claims: async () => ({ sub: id, preferred_username: id.split('|').at(-1) ?? id }),
        }),
        cookies: { keys: ['a key of the test'] },
      }).callback();
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
