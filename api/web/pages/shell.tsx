import { createContext, useContext, type Child } from 'hono/jsx';
import type { Mode } from '../../../workflows/contract/channel.ts';

/** Which money a page is about: `mixed` when it shows test and production channels side by side. */
export type PageMode = Mode | 'mixed';

const MODE_NOTES: Record<PageMode, string | null> = {
  test: 'Test mode: no real money moves.',
  mixed: 'Test mode in some channels: their checkouts are marked. All others are real.',
  production: null,
};

/** A sentence that the operator of this service puts at the top of every page; `answerPage` provides it. */
export const Banner = createContext<string | null>(null);

interface ShellProps {
  title: string;
  mode: PageMode;
  /** Style sheets on top of Pico CSS: names under `/assets/`, later ones win. */
  styles: readonly string[];
  /** Set on the body, so that two sites can look different with one set of parts. */
  dress: string;
  nav: Child;
  /** Refreshes after this many seconds; 0 never. Only elements with `data-live` and an id are updated. */
  refreshSeconds?: number;
  /** Where server-sent events say what has changed, so that it need not look as often. */
  stream?: string | undefined;
  /** The id that the page is about: changes of others do not concern it. */
  about?: string | undefined;
  /** Further scripts of the page: names under `/assets/`. */
  scripts?: readonly string[];
  children: Child;
}

/** A whole page of docs, shop or console: landmarks, a link that skips the navigation, and the mode at the top. */
export function Shell({
  title,
  mode,
  styles,
  dress,
  nav,
  refreshSeconds = 0,
  stream,
  about,
  scripts = [],
  children,
}: ShellProps) {
  const notes = [MODE_NOTES[mode], useContext(Banner)].filter((note) => note !== null);
  const refresh = refreshSeconds > 0;
  return (
    <html lang="en">
      <Head title={title} styles={styles} refreshSeconds={refreshSeconds} scripts={scripts} />
      <body class={dress} data-refresh={refresh ? String(refreshSeconds) : undefined} data-stream={stream} data-about={about}>
        <a class="skip" href="#content">
          Skip to content
        </a>
        <header class="site">
          {notes.map((note) => (
            <p class="mode">
              <span class="container">{note}</span>
            </p>
          ))}
          <div class="container">{nav}</div>
        </header>
        {refresh && <p id="news" class="hidden-text" aria-live="polite" />}
        <main id="content" class="container" tabindex={-1}>
          {children}
        </main>
      </body>
    </html>
  );
}

const Head = ({
  title,
  styles,
  refreshSeconds,
  scripts,
}: Required<Pick<ShellProps, 'title' | 'styles' | 'refreshSeconds' | 'scripts'>>) => (
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>{title}</title>
    <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
    {['pico.css', ...styles].map((name) => (
      <link rel="stylesheet" href={`/assets/${name}`} />
    ))}
    {refreshSeconds > 0 && (
      <noscript>
        <meta http-equiv="refresh" content={String(refreshSeconds)} />
      </noscript>
    )}
    {refreshSeconds > 0 && <script src="/assets/live.js" type="module" />}
    {scripts.map((name) => (
      <script src={`/assets/${name}`} type="module" />
    ))}
  </head>
);
