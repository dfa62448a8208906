import type { Hono } from 'hono';
import type { Ledger } from '../../../activities/ledger/database.ts';
import { apruveHosts } from '../../../worker/platform/config-variables.ts';
import type { Config } from '../../../worker/platform/config.ts';
import type { Channels } from '../../channels.ts';
import { createConsole } from '../console/console.tsx';
import type { AppEnv } from '../../http/app-env.ts';
import { demoShopKey } from '../shop/shop-key.ts';
import { createShop } from '../shop/shop.tsx';
import { keyFor } from './secrets.ts';

export interface PagesDeps {
  config: Config;
  db: Ledger;
  channels: Channels;
}

/**
 * Mounts the console and, where the environment's channel is a test channel, the demo shop. Both talk to this application's own
 * API by its public contract, in process.
 */
export function registerPages(app: Hono<AppEnv>, { config, db, channels }: PagesDeps): void {
  const fetchApi = (path: string, init?: RequestInit) => app.request(path, init);
  app.get('/', (c) => c.redirect('/console'));
  const { publicUrl } = config.http;
  const { uiUrl, namespace } = config.temporal;
  const temporal = uiUrl === null ? null : { uiUrl, namespace };
  const sessionSecret = keyFor(config.secrets.key, 'console session');
  app.route('/console', createConsole({ fetchApi, db, channels, sessionSecret, publicUrl, temporal }));
  if (config.apruve.channel?.mode === 'test') {
    const apruveOrigin = config.apruve.baseUrls.test;
    const cookieSecret = keyFor(config.secrets.key, 'demo shop cookie');
    const apiKey = demoShopKey(db, keyFor(config.secrets.key, 'demo shop key'));
    const otherSideUrl = apruveOrigin === apruveHosts.test ? null : apruveOrigin;
    const notificationSecret = secretOfShop(config);
    app.route('/shop', createShop({ fetchApi, apiKey, apruveOrigin, otherSideUrl, cookieSecret, publicUrl, notificationSecret }));
  }
}

/** Notifications may go to another shop than the demo shop: then it has nothing to receive. */
function secretOfShop({ notifications }: Config): string | null {
  if (notifications === null || !new URL(notifications.url).pathname.endsWith('/shop/notifications')) return null;
  return notifications.secret;
}
