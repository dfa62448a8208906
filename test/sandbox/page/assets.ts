import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Hono } from 'hono';

const own = (name: string): string => readFileSync(join(import.meta.dirname, '..', 'assets', name), 'utf8');

const CSS = 'text/css; charset=utf-8';
const JAVASCRIPT = 'text/javascript; charset=utf-8';

/** Style sheets and scripts, and the lightbox script at its well-known path. Nothing comes from elsewhere. */
export const createAssets = (): Hono => {
  const pico = readFileSync(createRequire(import.meta.url).resolve('@picocss/pico/css/pico.min.css'), 'utf8');
  const files: Record<string, { text: string; type: string }> = {
    '/js/v4/apruve.js': { text: own('apruve.js'), type: JAVASCRIPT },
    '/assets/lightbox.js': { text: own('lightbox.js'), type: JAVASCRIPT },
    '/assets/sandbox.css': { text: own('sandbox.css'), type: CSS },
    '/assets/page.css': { text: own('page.css'), type: CSS },
    '/assets/lightbox.css': { text: own('lightbox.css'), type: CSS },
    '/assets/pico.css': { text: pico, type: CSS },
  };
  const assets = new Hono();
  for (const [path, { text, type }] of Object.entries(files)) {
    assets.get(path, (context) => context.body(text, 200, { 'content-type': type, 'cache-control': 'no-cache' }));
  }
  return assets;
};
