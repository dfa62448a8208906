import { Notice } from '../pages/parts.tsx';
import type { PageMode } from '../pages/shell.tsx';
import { ConsolePage } from './console-page.tsx';

interface SignInProps {
  mode: PageMode;
  /** Where to go then. */
  next: string;
  problem?: string;
  /** As it was typed. */
  name?: string;
  /** True: there is a provider of OpenID Connect. */
  withOpenId?: boolean;
  /** True: an API key was tried. */
  withKey?: boolean;
}

export function SignInPage({ mode, next, problem, name = '', withOpenId = false, withKey = false }: SignInProps) {
  return (
    <ConsolePage title="Sign in" mode={mode} signedIn={false}>
      <section class="card narrow">
        <h1>Sign in</h1>
        {problem === undefined && next !== '/console' && <p class="muted">Sign in to go on where you were.</p>}
        {problem !== undefined && <Notice tone="bad">{problem}</Notice>}
        <form method="post" action="/console/sign-in">
          <input type="hidden" name="next" value={next} />
          <label>
            Name
            <input name="name" value={name} required autocomplete="username" autocapitalize="none" spellcheck={false} />
          </label>
          <label>
            Password
            <input type="password" name="password" required autocomplete="current-password" />
          </label>
          <button type="submit">Sign in</button>
        </form>
        {withOpenId && (
          <p>
            <a
              href={`/console/openid${next === '/console' ? '' : `?${new URLSearchParams({ next }).toString()}`}`}
              role="button"
              class="secondary"
            >
              Sign in with OpenID Connect
            </a>
          </p>
        )}
        <KeyForm next={next} isOpen={withKey} />
      </section>
    </ConsolePage>
  );
}

function KeyForm({ next, isOpen }: { next: string; isOpen: boolean }) {
  return (
    <details open={isOpen}>
      <summary>Sign in with an API key</summary>
      <form method="post" action="/console/sign-in">
        <input type="hidden" name="next" value={next} />
        <label>
          Admin API key
          <input type="password" name="key" required autocomplete="off" aria-describedby="key-help" placeholder="apc_…" />
        </label>
        <small id="key-help" class="muted">
          A key with the scope admin. <code>npm run keys -- create --scope admin --name "…"</code> makes one.
        </small>
        <button type="submit">Sign in with this key</button>
      </form>
    </details>
  );
}
