import { createAccount, createMerchant } from './domain/accounts.ts';
import type { Tables } from './store/tables.ts';
import { type World, silenced } from './world.ts';

/** The default merchant and its key. */
export const SANDBOX_MERCHANT_ID = '5eed0a00000000000000000000000001';
export const SANDBOX_API_KEY = '5eedc0de000000000000000000000001';

/** A second merchant, to whom nothing of the first is visible. */
export const SECOND_MERCHANT_ID = '5eed0b00000000000000000000000002';
export const SECOND_API_KEY = '5eedc0de000000000000000000000002';

/** Buyers of the default merchant, with 100,000,000 and 10,000 cents of credit; and the one buyer of the second merchant. */
export const BUYER = 'buyer@example.test';
export const POOR_BUYER = 'poor@example.test';
export const FOREIGN_BUYER = 'foreign@example.test';

/** Fills an empty sandbox with the seeds. `webhookUrl` becomes the default merchant's. Sends no webhooks. */
export const seed = (world: World, webhookUrl: string | null): void => {
  const silent = silenced(world);
  const first = { id: SANDBOX_MERCHANT_ID, api_key: SANDBOX_API_KEY, name: 'Sandbox Shop', webhook_url: webhookUrl };
  createMerchant(silent, first);
  createMerchant(silent, { id: SECOND_MERCHANT_ID, api_key: SECOND_API_KEY, name: 'Second Shop' });
  const accounts = [
    { merchant_id: SANDBOX_MERCHANT_ID, email: BUYER, name: 'Bea Buyer', credit_amount_cents: 100_000_000 },
    { merchant_id: SANDBOX_MERCHANT_ID, email: POOR_BUYER, name: 'Paul Poor', credit_amount_cents: 10_000 },
    { merchant_id: SECOND_MERCHANT_ID, email: FOREIGN_BUYER, name: 'Fay Foreign', credit_amount_cents: 100_000_000 },
  ];
  for (const account of accounts) createAccount(silent, account);
};

/** Whether there is nothing in the sandbox yet, not even the seeds. */
export const isEmpty = (tables: Tables): boolean => tables.merchants.get(SANDBOX_MERCHANT_ID) === undefined;
