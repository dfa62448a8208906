import {
  allocateAttempt,
  contentHashOf,
  hasContent,
  abandonUnopened,
  takerOf,
  type NewCheckout,
} from '../../../activities/ledger/attempts.ts';
import { findCheckout, listAttempts, type CheckoutRow } from '../../../activities/ledger/checkouts.ts';
import { readShownRows, type ShownRows } from '../../../activities/ledger/views/shown-rows.ts';
import type { Channel } from '../../../workflows/contract/channel.ts';
import type { OfflineInput } from '../../../workflows/contract/checkout.ts';
import type { ShopOrder } from '../../../activities/ledger/json-columns.ts';
import { formatMoney, sum } from '../../../workflows/rules/money.ts';
import { isFinal } from '../../../workflows/rules/status.ts';
import type { Deps } from '../../deps.ts';
import { Problem, unavailable } from '../../http/problem.ts';
import { actorOf, assertMayAct, type Caller } from '../../http/identity/caller.ts';
import { channelNamed } from '../shared/channel-named.ts';
import { cartOf, refusalOfCart } from '../shared/payment-rules.ts';
import { toCustomer, toShopOrder, type NewCheckoutInput } from './order-schema.ts';

export interface Opened {
  /** 201: opened now. 200: it existed. 202: it will open; the workflow did not answer in time. */
  status: 200 | 201 | 202;
  row: CheckoutRow;
  /** What is shown with it; absent: nothing is. */
  shown?: ShownRows | undefined;
}

/**
 * Opens a checkout for an order, or returns the existing one. Every 422 that does not depend on Apruve is thrown here, before
 * anything is stored or started.
 */
export async function openOrFindCheckout(
  deps: Deps,
  caller: Caller,
  input: NewCheckoutInput,
  offline?: OfflineInput,
): Promise<Opened> {
  const channel = await channelNamed(deps, caller, input.channel);
  assertMayAct(caller, channel.id);
  const wanted = { ...wantedCheckout(channel, input, offline), openedBy: actorOf(caller) };
  assertAddsUp(wanted.order);
  const refusal = refuseNew(channel, wanted);
  if (refusal !== null) return openedAs(deps, await knownOrRefused(deps, wanted, refusal));
  const { kind, checkout } = await allocateAttempt(deps.db, wanted);
  if (kind === 'conflict') throw conflictWith(checkout);
  if (checkout.facts !== null && !isUnplaced(checkout)) return openedAs(deps, checkout);
  return (await start(deps, checkout, kind === 'new' ? 201 : 200)) ?? (await nextAttempt(deps, wanted));
}

/**
 * The attempt ended before it opened. The order number is free, so the next attempt is opened without a new request of the shop.
 */
async function nextAttempt(deps: Deps, wanted: NewCheckout): Promise<Opened> {
  const { checkout } = await allocateAttempt(deps.db, wanted);
  const opened = await start(deps, checkout, 201);
  if (opened === null) throw unavailable(`The order ${checkout.merchantOrderId} could not be opened. Send it again.`);
  return opened;
}

/**
 * Starts the workflow of a stored attempt that never opened, or asks an offline one whether its order is placed. It can be called
 * again safely. Null: the attempt ended without opening or placing anything, in the ledger too.
 */
export async function start(deps: Deps, stored: CheckoutRow, status: 200 | 201): Promise<Opened | null> {
  const reply = await deps.workflows.open(stored);
  const row = (await findCheckout(deps.db, stored.id)) ?? stored;
  const shown = hasOpenedOnly(row) ? undefined : (await readShownRows(deps.db, [row.id])).get(row.id);
  if (reply.kind === 'accepted') return { status: 202, row, shown };
  if (row.facts === null && reply.kind === 'gone') {
    await abandonUnopened(deps.db, row, new Date());
    return null;
  }
  if (stored.facts === null && reply.kind === 'gone' && isFinal(row.status) && row.status !== 'paid') return null;
  if (row.facts === null) throw unavailable(`The checkout ${row.id} is stored but could not be opened. Send the order again.`);
  if (!isUnplaced(row)) return { status, row, shown };
  if (isFinal(row.status)) return null;
  if (reply.kind === 'gone')
    throw unavailable(`No process takes requests for the checkout ${row.id} now. Send the order again later.`);
  return { status: 202, row, shown };
}

/** True for an offline checkout whose order is not at Apruve yet, or was refused. */
const isUnplaced = ({ input, facts }: CheckoutRow): boolean => input.offline !== undefined && (facts?.order ?? null) === null;

/** Nothing has happened since its opening, which has no rows that are shown: so most answers to an opening need no second read. */
const hasOpenedOnly = ({ input, facts }: CheckoutRow): boolean => input.offline === undefined && facts?.version === 1;

/** A checkout that existed before this request. */
async function openedAs({ db }: Deps, row: CheckoutRow): Promise<Opened> {
  return { status: isUnplaced(row) ? 202 : 200, row, shown: (await readShownRows(db, [row.id])).get(row.id) };
}

function wantedCheckout(channel: Channel, input: NewCheckoutInput, offline: OfflineInput | undefined): NewCheckout {
  const order = toShopOrder(input);
  const customer = toCustomer(input);
  const contentHash = contentHashOf({ order, customer, offline });
  const { id, mode, paidMeans, policy } = channel;
  return { channel: id, mode, order, customer, metadata: input.metadata ?? {}, contentHash, paidMeans, policy, offline };
}

/** Lines, tax and shipping must give the amount. A discount is a line with a negative total. */
function assertAddsUp({ order_items, tax_cents, shipping_cents, amount_cents, currency }: ShopOrder): void {
  const lines = sum(order_items.map((line) => line.price_total_cents));
  const difference = amount_cents - (lines + tax_cents + shipping_cents);
  if (difference === 0) return;
  const money = formatMoney(Math.abs(difference), currency);
  const detail =
    `Lines (${lines}), tax (${tax_cents}) and shipping (${shipping_cents}) give ${lines + tax_cents + shipping_cents} cents; ` +
    `amount_cents says ${amount_cents}: ${Math.abs(difference)} cents (${money}) too ${difference > 0 ? 'much' : 'little'}.`;
  throw new Problem('amount-mismatch', detail, { errors: [{ path: 'amount_cents', message: `differs by ${difference} cents` }] });
}

/** Why this order cannot be a new checkout. An existing one stays valid, whatever the time and the channel's rules are now. */
function refuseNew(channel: Channel, { order, customer }: NewCheckout): Problem | null {
  const { expire_at: expireAt } = order;
  if (expireAt !== null && Date.parse(expireAt) <= Date.now()) {
    const errors = [{ path: 'expire_at', message: 'has passed' }];
    return new Problem('invalid-request', `expire_at: ${expireAt} has passed; send a time in the future, or none.`, { errors });
  }
  const why = refusalOfCart(channel, cartOf(order, customer));
  return why === null ? null : new Problem('payment-method-unavailable', `The channel "${channel.id}" refuses the order. ${why}`);
}

async function knownOrRefused({ db }: Deps, wanted: NewCheckout, refusal: Problem): Promise<CheckoutRow> {
  const known = takerOf(await listAttempts(db, wanted.channel, wanted.order.merchant_order_id));
  if (known === undefined || known.facts === null) throw refusal;
  if (!hasContent(known, wanted.contentHash)) throw conflictWith(known);
  return known;
}

function conflictWith({ id, merchantOrderId }: CheckoutRow): Problem {
  const detail = `The order ${merchantOrderId} has the checkout ${id} with other content. Cancel that one, or use another number.`;
  return new Problem('order-conflict', detail);
}
