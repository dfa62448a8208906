/** What the pages before signing in need of the people who may. */
export interface People {
  /** Begins a session: its token, which the API takes in place of a key, and whose it is. Null for a wrong name or password. */
  signIn(name: string, password: string): Promise<{ token: string; userId: string } | null>;
  /** Ends the session of this token at once. */
  signOut(token: string): Promise<void>;
  /** The name of the user whom an invitation is for, while it can be accepted. */
  invited(token: string): Promise<string | null>;
  /** Sets the password of the invited, and answers their id. Null where the invitation is void by now. */
  accept(token: string, password: string): Promise<string | null>;
}

/** What a sign-in at the provider of OpenID Connect must come back with. Kept by the browser, sealed. */
interface OpenIdChecks {
  state: string;
  nonce: string;
  verifier: string;
}

/** The way in by a provider of OpenID Connect. */
export interface OpenIdDoor {
  /** Where the browser is sent, and what it must come back with. Throws where the provider does not answer. */
  begin(): Promise<{ url: string; checks: OpenIdChecks }>;
  /** Begins a session of whoever has come back with this query. Throws where it is not what was asked for. */
  finish(query: string, checks: OpenIdChecks): Promise<{ token: string; userId: string } | null>;
}
