import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Env, Hono } from 'hono';
import { packed } from '../../http/packed.ts';

const require = createRequire(import.meta.url);

const CSS = 'text/css; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';
const ours = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Everything that our pages load, all of it served by us: name under `/assets/`, type, file. */
const ASSETS = [
  { name: 'pico.css', type: CSS, file: require.resolve('@picocss/pico/css/pico.min.css') },
  { name: 'docs.css', type: CSS, file: ours('../docs/docs.css') },
  { name: 'reference.css', type: CSS, file: ours('../docs/reference.css') },
  { name: 'pages.css', type: CSS, file: ours('./pages.css') },
  { name: 'shop.css', type: CSS, file: ours('../shop/shop.css') },
  { name: 'console.css', type: CSS, file: ours('../console/console.css') },
  { name: 'busy.js', type: SCRIPT, file: ours('./busy.js') },
  { name: 'idiomorph.js', type: SCRIPT, file: require.resolve('idiomorph/dist/idiomorph.esm.js') },
  { name: 'live.js', type: SCRIPT, file: ours('./live.js') },
  { name: 'authorize.js', type: SCRIPT, file: ours('../shop/authorize.js') },
  { name: 'icon.svg', type: 'image/svg+xml', file: ours('./icon.svg') },
];

const A_SHORT_WHILE = 'public, max-age=300';
const FOR_EVER = 'public, max-age=31536000, immutable';

const explorer = readFileSync(require.resolve('openapi-explorer/dist/browser/openapi-explorer.min.js'));

/** The script of `/docs`, large and from a package. Its name has its content, so browsers keep it for ever. */
export const EXPLORER_SCRIPT = `openapi-explorer-${hashOf(explorer).slice(0, 16)}.js`;

/** Style sheets and scripts of our pages, kept in memory, compressed where the browser takes that, with an ETag. */
export function registerAssets<E extends Env>(app: Hono<E>): void {
  for (const { name, type, file } of ASSETS) serve(app, { name, type, bytes: readFileSync(file), cache: A_SHORT_WHILE });
  serve(app, { name: EXPLORER_SCRIPT, type: SCRIPT, bytes: explorer, cache: FOR_EVER });
}

interface Asset {
  name: string;
  type: string;
  bytes: Buffer;
  cache: string;
}

function serve<E extends Env>(app: Hono<E>, { name, type, bytes, cache }: Asset): void {
  const etag = `W/"${hashOf(bytes)}"`;
  const headers = { 'content-type': type, etag, 'cache-control': cache };
  const answer = packed(new Uint8Array(bytes));
  app.get(`/assets/${name}`, async (c) =>
    c.req.header('if-none-match') === etag ? c.body(null, 304, headers) : answer(c, headers),
  );
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
