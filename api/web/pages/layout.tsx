import type { Child } from 'hono/jsx';

/** A whole page in our dress: Pico CSS, served by us, and nothing from elsewhere. */
export function Page({ title, wide, children }: { title: string; wide?: boolean; children: Child }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <link rel="stylesheet" href="/assets/pico.css" />
        <link rel="stylesheet" href="/assets/docs.css" />
      </head>
      <body>
        <header class="container">
          <nav aria-label="Site">
            <ul>
              <li>
                <strong>Apruve checkout</strong>
              </li>
            </ul>
            <ul>
              <li>
                <a href="/docs">API</a>
              </li>
              <li>
                <a href="/problems">Problems</a>
              </li>
              <li>
                <a href="/openapi.json">OpenAPI 3.1</a>
              </li>
            </ul>
          </nav>
        </header>
        <main class={wide ? 'container docs' : 'container'}>{children}</main>
      </body>
    </html>
  );
}
