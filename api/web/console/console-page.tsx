import { useContext, type Child } from 'hono/jsx';
import { Administers } from '../pages/may-act.ts';
import { Notice } from '../pages/parts.tsx';
import { Shell, type PageMode } from '../pages/shell.tsx';

interface ConsolePageProps {
  title: string;
  mode: PageMode;
  here?: 'today' | 'checkouts' | 'invoices' | 'events' | 'notifications' | 'channels' | 'people';
  /** False on the pages before signing in. */
  signedIn?: boolean;
  refreshSeconds?: number;
  /** The checkout that the page is about. */
  about?: string;
  /** False where what changes is not announced: it only looks every few seconds. */
  isAnnounced?: boolean;
  children: Child;
}

/** A page of the operator console. */
export function ConsolePage({ here, signedIn = true, isAnnounced = true, title, children, ...rest }: ConsolePageProps) {
  return (
    <Shell
      title={`${title} – Checkout console`}
      styles={['pages.css', 'console.css']}
      dress="console"
      stream={signedIn && isAnnounced ? '/console/live' : undefined}
      scripts={['busy.js']}
      nav={<ConsoleNav here={here} signedIn={signedIn} />}
      {...rest}
    >
      {signedIn && (
        <p id="session-ended" class="notice bad" role="alert" hidden>
          Your session has ended.{' '}
          <a href="/console/sign-in" target="_blank">
            Sign in in another window
          </a>
          , and go on here: what you have typed is kept.
        </p>
      )}
      {children}
    </Shell>
  );
}

const PLACES = [
  { place: 'today', path: '/console', label: 'Today' },
  { place: 'checkouts', path: '/console/checkouts', label: 'Checkouts' },
  { place: 'invoices', path: '/console/invoices', label: 'Invoices' },
  { place: 'events', path: '/console/events', label: 'Webhooks' },
  { place: 'notifications', path: '/console/notifications', label: 'Notifications' },
  { place: 'channels', path: '/console/channels', label: 'Channels' },
] as const;
const PEOPLE = { place: 'people', path: '/console/people', label: 'People' } as const;

function ConsoleNav({ here, signedIn }: { here: ConsolePageProps['here']; signedIn: boolean }) {
  const places = useContext(Administers) ? [...PLACES, PEOPLE] : PLACES;
  return (
    <nav aria-label="Console">
      <ul>
        <li>
          <strong>Checkout console</strong>
        </li>
        {signedIn && (
          <>
            {places.map(({ place, path, label }) => (
              <li>
                <a href={path} aria-current={here === place ? 'page' : undefined}>
                  {label}
                </a>
              </li>
            ))}
          </>
        )}
      </ul>
      <ul>
        <li>
          <a href="/docs">API</a>
        </li>
        {signedIn && (
          <li>
            <form method="post" action="/console/sign-out">
              <button type="submit" class="link">
                Sign out
              </button>
            </form>
          </li>
        )}
      </ul>
    </nav>
  );
}

export function ConsoleErrorPage({
  mode,
  title,
  text,
  signedIn,
}: {
  mode: PageMode;
  title: string;
  text: string;
  signedIn: boolean;
}) {
  return (
    <ConsolePage title={title} mode={mode} signedIn={signedIn}>
      <h1>{title}</h1>
      <Notice tone="bad">{text}</Notice>
      <p>
        <a href="/console/checkouts">Back to the checkouts</a>
      </p>
    </ConsolePage>
  );
}
