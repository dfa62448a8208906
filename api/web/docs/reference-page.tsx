import { EXPLORER_SCRIPT } from '../pages/assets.ts';

/**
 * The reference of the API: `openapi-explorer` reads `/openapi.json`, shows each call with samples and search, and tries it on this server
 * with the reader's key. Its colors are in `reference.css`.
 */
export function ReferencePage({ title }: { title: string }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title}: API`}</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/reference.css" />
        <script src={`/assets/${EXPLORER_SCRIPT}`} type="module" />
      </head>
      <body class="reference">
        <header>
          <h1>{`${title}: API`}</h1>
          <nav aria-label="Site">
            <a href="/problems">Problems</a> <a href="/openapi.json">OpenAPI 3.1</a>
          </nav>
        </header>
        <openapi-explorer
          spec-url="/openapi.json"
          collapse="true"
          use-path-in-nav-bar="false"
          hide-server-selection="true"
          schema-expand-level="1"
        />
        <noscript>
          <p>
            This page needs JavaScript. The same is in <a href="/openapi.json">/openapi.json</a>.
          </p>
        </noscript>
      </body>
    </html>
  );
}
