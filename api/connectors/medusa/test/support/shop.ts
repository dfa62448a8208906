import { inject } from 'vitest';
import { connect, type CheckoutClient } from '../../../../client/index.ts';
import { caller, type Ask } from './caller.ts';
import type { Started } from './start.ts';

export interface Shop extends Started {
  /** Medusa's store API, as a storefront calls it. */
  store: Ask;
  /** Medusa's admin API, as its dashboard calls it. */
  admin: Ask;
  /** The control calls of the sandbox: what the buyer and Apruve do. */
  apruve: Ask;
  payments: CheckoutClient;
}

/** The shop that the global setup has started. */
export function theShop(): Shop {
  const started = inject('shop');
  return {
    ...started,
    store: caller(started.medusaUrl, { 'x-publishable-api-key': started.seeded.key }),
    admin: caller(started.medusaUrl, { authorization: `Bearer ${started.adminToken}` }),
    apruve: caller(`${started.sandboxUrl}/_sandbox`),
    payments: connect({ url: started.apiUrl, key: started.adminKey }),
  };
}
