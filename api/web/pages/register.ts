import type { Hono } from 'hono';
import type { AppEnv } from '../../http/app-env.ts';
import { createConsole, type ConsoleDeps } from '../console/console.tsx';
import { createShop, type ShopDeps } from '../shop/shop.tsx';

/** What the pages need besides the API. */
export interface PagesOptions {
  /** A sentence at the top of every page; null: none. */
  banner: string | null;
  console: Omit<ConsoleDeps, 'fetchApi'>;
  /** Null: no demo shop. */
  shop: Omit<ShopDeps, 'fetchApi'> | null;
}

/** Mounts the console and the demo shop. Both call this application's public API, in process. */
export function registerPages(app: Hono<AppEnv>, options: PagesOptions): void {
  const fetchApi = (path: string, init?: RequestInit) => app.request(path, init);
  app.use(async (c, next) => {
    c.set('banner', options.banner);
    await next();
  });
  app.get('/', (c) => c.redirect('/console'));
  app.route('/console', createConsole({ fetchApi, ...options.console }));
  if (options.shop !== null) app.route('/shop', createShop({ fetchApi, ...options.shop }));
}
