import type {
  AuthorizePaymentInput,
  AuthorizePaymentOutput,
  CancelPaymentInput,
  CapturePaymentInput,
  DeletePaymentInput,
  GetPaymentStatusInput,
  GetPaymentStatusOutput,
  InitiatePaymentInput,
  InitiatePaymentOutput,
  PaymentProviderOutput,
  ProviderWebhookPayload,
  RefundPaymentInput,
  RetrievePaymentInput,
  UpdatePaymentInput,
  UpdatePaymentOutput,
  WebhookActionResult,
} from '@medusajs/framework/types';
import { AbstractPaymentProvider, MedusaError } from '@medusajs/framework/utils';
import type { Checkout } from '../../../../../client/index.ts';
import { capture, uncaptured } from '../../capture.ts';
import { notAllowed } from '../../errors.ts';
import { toCents, toDecimal } from '../../money.ts';
import { readNotification } from '../../notification.ts';
import { readOptions, type Options } from '../../options.ts';
import { buyerOf, orderContent, poNumberOf } from '../../order.ts';
import { PaymentApi } from '../../payment-api.ts';
import { refund } from '../../refund.ts';
import { readData, shownData } from '../../session-data.ts';
import { findCart, findSession, readSession, type Query } from '../../shop.ts';
import { authorizationOf, isAccepted, isReleased, STATUSES, updatedStatus } from '../../status.ts';

interface Cradle extends Record<string, unknown> {
  query: Query;
}

/** Payment on credit through Apruve: each method of Medusa's payment provider, as calls of apruve-checkout. */
export class ApruveProvider extends AbstractPaymentProvider<Options> {
  static override identifier = 'apruve';
  readonly #api: PaymentApi;
  readonly #cradle: Cradle;
  readonly #options: Options;

  static override validateOptions(options: Record<string, unknown>): void {
    readOptions(options);
  }

  constructor(cradle: Cradle, given: Options) {
    const options = readOptions(given);
    super(cradle, options);
    this.#options = options;
    this.#cradle = cradle;
    this.#api = new PaymentApi(options);
  }

  /** Medusa registers it after its modules, so it is looked up when it is needed. */
  get #query(): Query {
    try {
      return this.#cradle.query;
    } catch {
      throw new MedusaError(
        MedusaError.Types.INVALID_ARGUMENT,
        "The Apruve payment provider reads carts and captures: add dependencies: ['query'] to the payment module in medusa-config.",
      );
    }
  }

  /** Opens a checkout under the number of the session. The order is built from Medusa's own cart, never from what the browser sent. */
  async initiatePayment({ amount, currency_code, data, context }: InitiatePaymentInput): Promise<InitiatePaymentOutput> {
    const { session_id: sessionId } = readData(data);
    const session = await readSession(this.#query, sessionId);
    const cart = await findCart(this.#query, session);
    const currency = currency_code.toUpperCase();
    const body = {
      channel: this.#options.channel ?? null,
      merchant_order_id: sessionId,
      currency,
      ...orderContent(cart, toCents(amount, currency), currency),
      customer: buyerOf(cart, context),
      po_number: poNumberOf(cart),
      metadata: { medusa_session: sessionId, ...(cart && { medusa_cart: cart.id }) },
    };
    const params = { header: { 'idempotency-key': sessionId } };
    const checkout = await this.#api.outcomeOf((client) => client.POST('/v1/checkouts', { params, body }));
    return { id: checkout.id, status: STATUSES[checkout.status], data: shownData(sessionId, checkout) };
  }

  /** A new amount, or the id that Apruve's lightbox gave the buyer's browser. */
  async updatePayment({ amount, currency_code, data }: UpdatePaymentInput): Promise<UpdatePaymentOutput> {
    const { session_id: sessionId, apruve_order_id: orderId } = readData(data);
    const currency = currency_code.toUpperCase();
    let checkout = await this.#checkoutOf(data);
    const params = { path: { id: checkout.id } };
    if (checkout.currency !== currency)
      throw notAllowed(`The session is in ${checkout.currency}: begin another one in ${currency}.`);
    const amountCents = toCents(amount, currency);
    if (checkout.amount_cents !== amountCents) {
      const cart = await findCart(this.#query, await readSession(this.#query, sessionId));
      const body = orderContent(cart, amountCents, currency);
      checkout = await this.#api.outcomeOf((client) => client.POST('/v1/checkouts/{id}/update', { params, body }));
    }
    if (orderId && orderId !== checkout.apruve_order_id) {
      const body = { apruve_order_id: orderId };
      checkout = await this.#api.outcomeOf((client) => client.POST('/v1/checkouts/{id}/authorization', { params, body }));
    }
    return { ...updatedStatus(checkout.status), data: shownData(sessionId, checkout) };
  }

  /** The cart was changed or another method chosen: what is held is released. That it will be is promised, not waited for. */
  async deletePayment({ data = {} }: DeletePaymentInput): Promise<PaymentProviderOutput> {
    if (typeof data['checkout_id'] === 'string') await this.#cancel(await this.#checkoutOf(data), { promised: true });
    return { data };
  }

  /** Authorized is what Apruve has accepted; until then the session requires more: the buyer, or an approval in the buyer's company. */
  async authorizePayment({ data }: AuthorizePaymentInput): Promise<AuthorizePaymentOutput> {
    const { session_id: sessionId } = readData(data);
    const [checkout, session] = await Promise.all([this.#checkoutOf(data), readSession(this.#query, sessionId)]);
    const isSame = toCents(session.raw_amount, session.currency_code) === checkout.amount_cents;
    if (!isSame) throw notAllowed('The buyer has authorized another amount than that of the session: begin another session.');
    return { status: authorizationOf(checkout.status), data: shownData(sessionId, checkout) };
  }

  async capturePayment({ data, context }: CapturePaymentInput): Promise<PaymentProviderOutput> {
    const { session_id: sessionId } = readData(data);
    const [checkout, session] = await Promise.all([this.#checkoutOf(data), readSession(this.#query, sessionId)]);
    return { data: shownData(sessionId, await capture(this.#api, session, context?.idempotency_key ?? '', checkout)) };
  }

  async refundPayment({ amount, data, context }: RefundPaymentInput): Promise<PaymentProviderOutput> {
    const { session_id: sessionId } = readData(data);
    const [checkout, session] = await Promise.all([this.#checkoutOf(data), readSession(this.#query, sessionId)]);
    const cents = toCents(amount, session.currency_code);
    return { data: shownData(sessionId, await refund(this.#api, session, context?.idempotency_key ?? '', cents, checkout)) };
  }

  /** Releases the buyer's credit: open invoices and the order are canceled. Refused where money has moved. */
  async cancelPayment({ data }: CancelPaymentInput): Promise<PaymentProviderOutput> {
    const { session_id: sessionId } = readData(data);
    return { data: shownData(sessionId, await this.#cancel(await this.#checkoutOf(data))) };
  }

  async getPaymentStatus({ data }: GetPaymentStatusInput): Promise<GetPaymentStatusOutput> {
    const checkout = await this.#checkoutOf(data);
    return { status: STATUSES[checkout.status], data: shownData(readData(data).session_id, checkout) };
  }

  async retrievePayment({ data }: RetrievePaymentInput): Promise<PaymentProviderOutput> {
    return { data: shownData(readData(data).session_id, await this.#checkoutOf(data)) };
  }

  /**
   * What a notification means for Medusa. It is only a hint where to look: checkout and session are read, and Medusa is told what it lacks.
   * So one that comes twice, late or out of order does no harm, and a lost one is made good by the next.
   */
  async getWebhookActionAndData(payload: ProviderWebhookPayload['payload']): Promise<WebhookActionResult> {
    const told = readNotification(this.#options.webhookSecret, payload);
    const session = told && (await findSession(this.#query, told.sessionId));
    if (!session || session.data?.['checkout_id'] !== told.checkoutId) return { action: 'not_supported' };
    const checkout = await this.#api.checkout(told.checkoutId);
    const of = (cents: number) => ({ session_id: session.id, amount: toDecimal(cents, session.currency_code) });
    const paid = uncaptured(session, checkout);
    if (isAccepted(checkout.status) && paid > 0) return { action: 'captured', data: of(paid) };
    if (isAccepted(checkout.status) && !session.payment) return { action: 'authorized', data: of(checkout.amount_cents) };
    if (checkout.status === 'declined') return { action: 'failed', data: of(checkout.amount_cents) };
    if (isReleased(checkout.status)) return { action: 'canceled', data: of(checkout.amount_cents) };
    return { action: 'not_supported' };
  }

  async #cancel(checkout: Checkout, { promised = false } = {}): Promise<Checkout> {
    if (isReleased(checkout.status)) return checkout;
    const params = { path: { id: checkout.id } };
    const body = { reason: 'canceled in the shop' };
    return this.#api.outcomeOf((client) => client.POST('/v1/checkouts/{id}/cancel', { params, body }), { promised });
  }

  #checkoutOf(data: Record<string, unknown> | undefined): Promise<Checkout> {
    return this.#api.checkout(readData(data).checkout_id);
  }
}
