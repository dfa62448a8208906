import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './openapi.d.ts';

/*
 * The typed client of the HTTP API, for a shop's server: the types are made from the OpenAPI document by `npm run client`, the calls are
 * made by openapi-fetch. Nothing else of the product is in it.
 */

export type Checkout = components['schemas']['Checkout'];
export type NewCheckout = components['schemas']['NewCheckout'];
export type Problem = components['schemas']['Problem'];
export type NotificationPayload = components['schemas']['NotificationPayload'];

/** Every call of the document: `client.POST('/v1/checkouts', { body })` answers `{ data }` or, where it is refused, `{ error }`. */
export type CheckoutClient = Client<paths>;

export interface ClientOptions {
  /** Where the API is, `https://payments.example.com`. */
  url: string;
  /** An API key, `apc_…`. */
  key: string;
  /** Sent with every call. */
  headers?: Record<string, string>;
  /** Another `fetch` than the built-in one. */
  fetch?: (request: Request) => Promise<Response>;
}

/** A client that calls the API with a key. A call throws only where no answer came. */
export const connect = ({ url, key, headers = {}, fetch }: ClientOptions): CheckoutClient =>
  createClient<paths>({
    baseUrl: url,
    headers: { ...headers, authorization: `Bearer ${key}` },
    ...(fetch !== undefined && { fetch }),
  });
