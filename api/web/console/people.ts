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
