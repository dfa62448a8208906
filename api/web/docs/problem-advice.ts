import type { FailureCode } from '../../../workflows/contract/failures.ts';

/** What to do about a problem, where its title does not say so. */
export const ADVICE: Partial<Record<FailureCode, string>> = {
  'order-conflict':
    'The shop sent an order number again with other content. Cancel the checkout that has it, or use another number for the changed order.',
  'already-authorized':
    'The first order that the buyer authorized counts. The second one has no effect here; show the checkout instead.',
  'checkout-finished': 'Read the checkout: its final status says how it ended. A new order needs a new checkout.',
  'not-authorized': 'Wait until the buyer has authorized the order and Apruve has accepted it.',
  'authorization-expired': 'The buyer must place a new order: Apruve has released the credit of this one.',
  'invoice-conflict': 'Send the same request again to get the same invoice, or choose another number for another invoice.',
  changed: 'Read the checkout, and send the request again with its present `version` if it still is what you want.',
  'order-changed':
    "Somebody changed the order in Apruve's dashboard. Have it changed back there, or complete or cancel the checkout.",
  'invoice-paid': 'Money has moved: record a return instead of canceling.',
  'step-unresolved': 'Apruve has not answered an earlier step. It is retried automatically; `retry` does it now.',
  'invalid-request': 'Every fault is listed in `errors`, each with the path of its field. Unknown fields are faults too.',
  'amount-mismatch':
    'Lines, tax and shipping must give the amount to the cent. A discount is a line of its own with a negative total.',
  'payment-method-unavailable': 'Ask `GET /v1/payment-methods` with the cart before offering the method.',
  'rate-limited': 'Wait as long as `Retry-After` says. `RateLimit-Remaining` of every answer says what is left of the minute.',
  'unknown-buyer':
    "Compare the email address with the buyers of your merchant in Apruve's dashboard: an account with another merchant does not count. A buyer without one must apply for an account first.",
  'ambiguous-buyer': 'Send the account that pays as `corporate_account_id`; `errors` lists the accounts.',
  'insufficient-credit':
    '`available_cents` says how much credit the buyer has. Send a smaller order, or let the buyer ask Apruve for more.',
  'authorization-mismatch':
    'The order that the browser named has another merchant, number, amount or currency. Nothing was authorized; look for tampering or a mixed-up session.',
  'nothing-to-invoice': 'Name an amount: up to 110 % of the order may be invoiced in all.',
  'credit-exceeded': '`remaining_cents` says how much can still be invoiced on this order.',
  'shipment-exceeded':
    '`remaining_cents` says how much of the invoice is left to ship. Change one of its shipments to make room.',
  'refused-by-apruve': "The detail has Apruve's own words. If credit is short, `available_cents` says how much there is.",
  'orphan-paid':
    'An order of an old tab or cart was paid at Apruve. Its rest is released; return the money at Apruve, or deliver the goods.',
  'orphan-kept':
    "It holds the buyer's credit. It is tried again once a day; the payment transactions have Apruve's words, or cancel it in Apruve's dashboard.",
  'invoice-after-end':
    'A colleague made it in the dashboard, or it was paid late. The message says what was done: deliver for it, cancel it, or return the money.',
  'process-stuck':
    'Nothing is lost, and nothing goes on until an operator has repaired it: `npm run repair -- <id>`, or the version of before.',
  'process-gone': 'Events, deadlines and requests reach nobody until an operator has repaired it: `npm run repair -- <id>`.',
  'apruve-auth': 'An operator has to look at the API key and the merchant id of the channel.',
  'apruve-unreachable': 'Nothing is lost: the process retries automatically. Read the checkout later.',
  'apruve-unreadable':
    'Apruve answered, and the answer has no shape that this product knows. Nothing is lost: it looks up what was done and retries. The payment transactions have the answer; report it.',
  'too-many-attempts':
    'Wait for `Retry-After` seconds, then send it once more. An order that the buyer has authorized is found meanwhile: read the checkout before you ask again.',
  'process-full':
    'The process is given a new history as soon as it rests: wait a minute and send the request again. Find out what repeats.',
  busy: 'Wait a moment and send the request again.',
  unauthorized: 'Send `Authorization: Bearer apc_…` with a key that is neither revoked nor expired.',
  forbidden: 'Use a key with the scope that the call names, or ask an administrator for the role.',
  'method-not-allowed': 'The header `Allow` names the methods of this address.',
  'payload-too-large': 'An API body may have 256 KiB, an order 500 lines.',
  'unsupported-media-type':
    'Send the body as JSON in UTF-8 with `Content-Type: application/json`, and without `Content-Encoding`.',
  'bad-signature': 'The webhook must be signed with the key of its environment, over the body byte for byte as it was sent.',
  'idempotency-key-reused': 'A key belongs to one request. Make a new key for a new request.',
  'idempotency-in-progress': 'Wait for the first request to finish, then repeat with the same key to get its outcome.',
  unavailable: 'Nothing was promised. Send the same request again, with the same idempotency key, after `Retry-After` seconds.',
  'internal-error': 'An error on our side. It is logged under the `request_id` of the answer.',
};
