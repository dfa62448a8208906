/**
 * Every refusal and failure that this product names, in one table for activities, workflow and API. A code is the `type` of an
 * ApplicationFailure, the `code` of an HTTP problem and, where a person is needed, the code of `attention`.
 */
export const FAILURES = {
  // The process refuses (409).
  'order-conflict': { status: 409, title: 'This order number is already in use with other content' },
  'already-authorized': { status: 409, title: 'Another Apruve order is already adopted' },
  'checkout-finished': { status: 409, title: 'The checkout has ended' },
  'not-authorized': { status: 409, title: 'The order is not authorized' },
  'order-canceled': { status: 409, title: 'The order is canceled at Apruve' },
  'order-changed': { status: 409, title: 'The order is over another amount at Apruve' },
  'order-completed': { status: 409, title: 'The order is completed' },
  'authorization-expired': { status: 409, title: 'The authorization has expired' },
  'invoice-conflict': { status: 409, title: 'This invoice number is already in use with other content' },
  'invoice-paid': { status: 409, title: 'Money has already moved' },
  'invoice-not-issued': { status: 409, title: 'The invoice is not issued yet' },
  'already-finalized': { status: 409, title: 'The order is final' },
  'already-issued': { status: 409, title: 'The invoice is already issued' },
  'already-canceled': { status: 409, title: 'The invoice is canceled' },
  'nothing-invoiced': { status: 409, title: 'Nothing is invoiced' },
  'draft-open': { status: 409, title: 'A draft or waiting invoice is left' },
  'step-unresolved': { status: 409, title: 'A step is still being resolved' },
  changed: { status: 412, title: 'It has changed since it was seen' },
  'read-only': { status: 409, title: 'The channel comes from the environment' },
  'channel-exists': { status: 409, title: 'There is a channel of this id already, or there was one' },
  'channel-in-use': { status: 409, title: 'Checkouts of the channel are running' },
  'name-taken': { status: 409, title: 'There is a user of this name already' },
  'signs-in-with-openid': { status: 409, title: 'The user signs in with OpenID Connect' },
  'last-administrator': { status: 409, title: 'Nobody else could manage people' },
  'nothing-to-retry': { status: 409, title: 'No step is waiting for a retry' },
  // The numbers do not fit (422).
  'invalid-request': { status: 422, title: 'The request is not valid' },
  'amount-mismatch': { status: 422, title: 'The amounts do not add up' },
  'payment-method-unavailable': { status: 422, title: 'The payment method is not available' },
  'unknown-buyer': { status: 422, title: 'Apruve does not know the buyer' },
  'ambiguous-buyer': { status: 422, title: 'The buyer has several accounts' },
  'insufficient-credit': { status: 422, title: 'The buyer does not have that much credit' },
  'authorization-mismatch': { status: 422, title: 'The Apruve order does not belong to this checkout' },
  'nothing-to-invoice': { status: 422, title: 'Everything is invoiced' },
  'return-exceeded': { status: 422, title: 'The invoice does not have that much to return' },
  'shipment-exceeded': { status: 422, title: 'The invoice does not have that much to ship' },
  'credit-exceeded': { status: 422, title: 'The order does not have that much room' },
  // Apruve refuses, or cannot be used.
  'refused-by-apruve': { status: 422, title: 'Apruve refused' },
  'apruve-auth': { status: 502, title: 'Apruve does not accept the API key' },
  'apruve-unreachable': { status: 503, title: 'Apruve does not answer' },
  'apruve-unreadable': { status: 502, title: 'Apruve answers in a way that cannot be read' },
  // Something happened at Apruve without us: shown as attention, never returned.
  'invoice-refused': { status: 422, title: 'A requested invoice was refused' },
  'cancel-incomplete': { status: 409, title: 'An invoice was paid while the checkout was being canceled' },
  'notification-failed': { status: 502, title: 'A notification was not accepted' },
  'invoice-vanished': { status: 409, title: 'An invoice was canceled at Apruve' },
  'invoice-waiting': { status: 409, title: 'An invoice stays pending at Apruve' },
  'orphan-paid': { status: 409, title: 'Money has moved on an order that no checkout has' },
  'orphan-kept': { status: 409, title: 'Apruve keeps an order that no checkout needs' },
  'invoice-after-end': { status: 409, title: 'Apruve shows an invoice after the end of its checkout' },
  'process-stuck': { status: 503, title: 'The process of the checkout cannot go on' },
  'process-gone': { status: 503, title: 'The process of the checkout is gone' },
  // HTTP requests and webhooks.
  busy: { status: 429, title: 'Too many messages are waiting' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'too-many-attempts': { status: 429, title: 'Too many attempts' },
  'process-full': { status: 409, title: 'The process takes no more requests' },
  unauthorized: { status: 401, title: 'A valid API key is needed' },
  forbidden: { status: 403, title: 'This needs another role or key' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'The address does not take this method' },
  'payload-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body is not declared as JSON in UTF-8' },
  'bad-signature': { status: 401, title: 'The signature does not match the body' },
  'not-json': { status: 400, title: 'The body is not JSON' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key was used for another request' },
  'idempotency-in-progress': { status: 409, title: 'A request with this idempotency key is still running' },
  unavailable: { status: 503, title: 'A part of the service is down' },
  'internal-error': { status: 500, title: 'Something went wrong on our side' },
} as const satisfies Record<string, { status: number; title: string }>;

export type FailureCode = keyof typeof FAILURES;

/** Narrows a string that came over the network to a code of this table. */
export function isFailureCode(code: unknown): code is FailureCode {
  return typeof code === 'string' && Object.hasOwn(FAILURES, code);
}

/** All of them, in the order of the table. */
export const FAILURE_CODES: readonly FailureCode[] = Object.keys(FAILURES).filter(isFailureCode);

/** The machine-readable part of a refusal, carried in the failure's details. */
export interface FailureDetails {
  remaining_cents?: number;
  available_cents?: number;
  errors?: { path: string; message: string }[];
}

/** A business refusal: an answer for the caller, not an error that is retried. */
export interface Refusal {
  code: FailureCode;
  message: string;
  details?: FailureDetails;
}
