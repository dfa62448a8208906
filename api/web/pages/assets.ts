import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Env, Hono } from 'hono';

const require = createRequire(import.meta.url);

const CSS = 'text/css; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';
const ours = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Everything that our pages load, all of it served by us: name under `/assets/`, type, file. */
const ASSETS = [
  { name: 'pico.css', type: CSS, file: require.resolve('@picocss/pico/css/pico.min.css') },
  { name: 'docs.css', type: CSS, file: ours('../docs/docs.css') },
  { name: 'pages.css', type: CSS, file: ours('./pages.css') },
  { name: 'shop.css', type: CSS, file: ours('../shop/shop.css') },
  { name: 'console.css', type: CSS, file: ours('../console/console.css') },
  { name: 'busy.js', type: SCRIPT, file: ours('./busy.js') },
  { name: 'live.js', type: SCRIPT, file: ours('./live.js') },
  { name: 'authorize.js', type: SCRIPT, file: ours('../shop/authorize.js') },
  { name: 'icon.svg', type: 'image/svg+xml', file: ours('./icon.svg') },
];

/** Style sheets and scripts of our pages, kept in memory, with an ETag. */
export function registerAssets<E extends Env>(app: Hono<E>): void {
  for (const { name, type, file } of ASSETS) {
    const bytes = readFileSync(file);
    const etag = `"${createHash('sha256').update(bytes).digest('base64url')}"`;
    const headers = { 'content-type': type, etag, 'cache-control': 'public, max-age=300' };
    app.get(`/assets/${name}`, (c) => {
      return c.req.header('if-none-match') === etag ? c.body(null, 304, headers) : c.body(new Uint8Array(bytes), 200, headers);
    });
  }
}
