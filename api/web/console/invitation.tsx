import type { Context, Hono } from 'hono';
import { Notice } from '../pages/parts.tsx';
import { answerPage, readForm } from '../pages/render.ts';
import type { PageMode } from '../pages/shell.tsx';
import { ConsoleErrorPage, ConsolePage } from './console-page.tsx';
import type { ConsoleDeps } from './console.tsx';
import type { ConsoleEnv } from './env.ts';
import { SIGN_IN } from './coming-back.ts';

const VOID = { title: 'No invitation', text: 'This invitation is unknown, used or older than 7 days. Ask for another.' };

/** How long a password is at least and at most, in characters. */
const LENGTH = { min: 12, max: 200 } as const;

/** Why a password is refused; null where it is not. */
function faultOf({ password = '', again = '' }: Record<string, string>, name: string): string | null {
  if (password.length < LENGTH.min) return `A password has at least ${LENGTH.min} characters; this one has ${password.length}.`;
  if (password.length > LENGTH.max) return `A password has at most ${LENGTH.max} characters; this one has ${password.length}.`;
  if (password.toLowerCase().includes(name)) return 'A password does not contain the name.';
  return password === again ? null : 'The two passwords differ. Type the same one twice.';
}

/** The page on which somebody who is invited chooses a password; then they sign in with it. */
export function registerInvitation(
  app: Hono<ConsoleEnv>,
  { people, countRefusedSignIn }: Pick<ConsoleDeps, 'people' | 'countRefusedSignIn'>,
): void {
  /** Counted by address, as a refused sign-in is. */
  const refuse = async (c: Context<ConsoleEnv>): Promise<Response> => {
    await countRefusedSignIn(c);
    return answerPage(c, <ConsoleErrorPage {...VOID} mode={c.get('pageMode')} signedIn={false} />, 404);
  };
  app.get('/invitation/:token', async (c) => {
    const name = await people.invited(c.req.param('token'));
    const mode = c.get('pageMode');
    return name === null ? refuse(c) : answerPage(c, <InvitationPage mode={mode} name={name} />);
  });
  app.post('/invitation/:token', async (c) => {
    const token = c.req.param('token');
    const mode = c.get('pageMode');
    const form = await readForm(c);
    const name = await people.invited(token);
    const problem = name === null ? null : faultOf(form, name);
    if (name !== null && problem !== null)
      return answerPage(c, <InvitationPage mode={mode} name={name} problem={problem} />, 422);
    const userId = name === null ? null : await people.accept(token, form['password'] ?? '');
    if (userId === null) return refuse(c);
    c.get('log').info({ event: 'password-set', user_id: userId }, 'a user chose a password');
    return c.redirect(SIGN_IN, 303);
  });
}

function InvitationPage({ mode, name, problem }: { mode: PageMode; name: string; problem?: string }) {
  return (
    <ConsolePage title="Choose a password" mode={mode} signedIn={false}>
      <section class="card narrow">
        <h1>Choose a password</h1>
        <form method="post">
          {problem !== undefined && <Notice tone="bad">{problem}</Notice>}
          <label>
            Name
            <input name="name" value={name} readonly autocomplete="username" />
          </label>
          <label>
            Password
            <input
              type="password"
              name="password"
              required
              minlength={LENGTH.min}
              autocomplete="new-password"
              aria-describedby="length"
            />
          </label>
          <small id="length" class="muted">
            At least {LENGTH.min} characters. A sentence is easy to keep.
          </small>
          <label>
            The same again
            <input type="password" name="again" required autocomplete="new-password" />
          </label>
          <button type="submit">Save the password</button>
        </form>
      </section>
    </ConsolePage>
  );
}
