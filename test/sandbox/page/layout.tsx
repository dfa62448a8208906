import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';

/** A whole page: Pico and the sandbox's own style sheet, both served by the sandbox itself. */
export const Layout = (props: { title: string; class: 'page' | 'lightbox'; script?: string; children?: Child }) => (
  <>
    {raw('<!doctype html>')}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{props.title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/pico.css" />
        <link rel="stylesheet" href="/assets/sandbox.css" />
        <link rel="stylesheet" href={`/assets/${props.class}.css`} />
        {props.script && <script src={props.script} type="module" />}
      </head>
      <body class={props.class}>{props.children}</body>
    </html>
  </>
);
