import type { Context } from 'hono';
import type { AppEnv } from '../../http/app-env.ts';
import type { StateCookie } from './browser-state.ts';
import type { Storefront } from './storefront.ts';
import type { Receiver } from './received-notifications.ts';

/** What the shop's routes share. */
export interface ShopContext {
  state: StateCookie;
  api: (c: Context<AppEnv>) => Promise<Storefront>;
  otherSideUrl: string | null;
  /** Null: this shop receives no notifications. */
  receiver: Receiver | null;
}
