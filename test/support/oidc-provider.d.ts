/** As much of the package as the tests use: it has no types of its own. */
declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http';

  export interface ProviderOptions {
    clients: { client_id: string; client_secret: string; redirect_uris: string[] }[];
    claims: Record<string, string[]>;
    findAccount: (ctx: unknown, id: string) => { accountId: string; claims: () => Promise<Record<string, string>> };
    cookies: { keys: string[] };
  }

  export class Provider {
    constructor(issuer: string, options: ProviderOptions);
    callback(): RequestListener;
  }
}
