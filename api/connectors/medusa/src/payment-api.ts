import { setTimeout as sleep } from 'node:timers/promises';
import { MedusaError } from '@medusajs/framework/utils';
import { connect, type Checkout, type CheckoutClient } from '../../../client/index.ts';
import { codeOf, notAllowed, refused } from './errors.ts';
import type { Options } from './options.ts';

/** The API answers within 10 seconds. */
const ANSWER_MS = 15_000;

interface Answer<Body> {
  data?: Body;
  error?: unknown;
  response: Response;
}
export type Call<Body> = (client: CheckoutClient) => Promise<Answer<Body>>;

const unknown = (): MedusaError =>
  new MedusaError(
    MedusaError.Types.UNEXPECTED_STATE,
    'The payment service does not answer, so nothing is known of what was asked for. Do it again: nothing is done twice.',
    'unavailable',
  );
const underWay = (): MedusaError =>
  notAllowed('Apruve does not answer yet. What was asked for is stored and goes on by itself: look again in a moment.');

/** The API of apruve-checkout, as a shop that wants outcomes asks it. */
export class PaymentApi {
  readonly #client: CheckoutClient;
  readonly #waitMs: number;

  constructor({ url, apiKey, waitSeconds }: Options) {
    const bounded = (request: Request): Promise<Response> => fetch(request, { signal: AbortSignal.timeout(ANSWER_MS) });
    this.#client = connect({ url, key: apiKey, fetch: bounded });
    this.#waitMs = waitSeconds * 1_000;
  }

  /**
   * The outcome of a call. One that is not known (no answer, 5xx, 429) or not there yet (202) is found by the same request again, which the
   * API answers with the first one's outcome. Throws a refusal, and after `waitSeconds` that nothing is known, or that it is under way. With
   * `promised` a 202 is enough: what it answers will be done.
   */
  async outcomeOf<Body>(call: Call<Body>, { promised = false } = {}): Promise<Body> {
    const end = Date.now() + this.#waitMs;
    for (;;) {
      const answer = await call(this.#client).catch(() => undefined);
      const status = answer?.response.status ?? 503;
      if (answer?.data !== undefined && (promised || status !== 202)) return answer.data;
      if (!isOpen(status, answer?.error)) throw refused(status, answer?.error);
      const pause = 1_000 * (Number(answer?.response.headers.get('retry-after')) || 1);
      if (Date.now() + pause > end) throw status === 202 ? underWay() : unknown();
      await sleep(pause);
    }
  }

  /** The checkout as it is now. */
  checkout(id: string): Promise<Checkout> {
    return this.outcomeOf((client) => client.GET('/v1/checkouts/{id}', { params: { path: { id } } }));
  }
}

const isOpen = (status: number, body: unknown): boolean =>
  status === 202 || status === 429 || status >= 500 || codeOf(body) === 'idempotency-in-progress';
