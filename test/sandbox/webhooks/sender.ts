import { request } from 'undici';
import type { Attempt, DeliveryRow, WebhookMode } from '../store/sandbox-rows.ts';
import type { World } from '../world.ts';
import type { Signer } from './signature.ts';

const ATTEMPT_TIMEOUT_MS = 15_000;
const GIVE_UP_AFTER_MS = 24 * 3_600_000;

export type SenderOptions = {
  readonly world: World;
  readonly signer: Signer;
  /** The delay before the first retry; each further one is twice as long. */
  readonly retryMs: number;
  readonly mode: () => WebhookMode;
};

/** Posts deliveries and retries them until they are answered with 200, for at most 24 hours. */
export class Sender {
  readonly #options: SenderOptions;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #closing = new AbortController();
  #signing: Promise<unknown> = Promise.resolve();

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** Signs and posts a delivery once (twice at the same time in the mode `duplicate`); resolves when it was answered or lost. */
  async send(id: string): Promise<void> {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    const { signal } = this.#closing;
    // Signatures are made one after the other, so that first attempts leave in the order of their events.
    const signed = this.#signing.then(() => this.#sign(id));
    this.#signing = signed;
    const row = await signed;
    if (row === undefined || signal.aborted) return;
    const posts = this.#options.mode().duplicate ? [this.#post(row, signal), this.#post(row, signal)] : [this.#post(row, signal)];
    const attempts = await Promise.all(posts);
    if (!signal.aborted) this.#finish(row.id, attempts);
  }

  /** Retries at the time noted in the row. In the mode `hold` a retry that has become due is held back like a new delivery. */
  schedule(row: DeliveryRow): void {
    const wait = Math.max(0, row.next_ms - this.#options.world.now().getTime());
    const timer = setTimeout(() => this.#retry(row), Math.min(wait, 2 ** 31 - 1));
    this.#timers.set(row.id, timer.unref());
  }

  /** Makes every waiting retry due now. */
  hurry(): string[] {
    const ids = [...this.#timers.keys()];
    for (const id of ids) void this.send(id);
    return ids;
  }

  /** Drops all that is on its way and all retries; their rows stay as they are. */
  stop(): void {
    this.#closing.abort();
    this.#closing = new AbortController();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #retry(row: DeliveryRow): void {
    this.#timers.delete(row.id);
    if (this.#options.mode().hold) this.#options.world.deliveries.update(row, { state: 'held' });
    else void this.send(row.id);
  }

  async #sign(id: string): Promise<DeliveryRow | undefined> {
    const { world, signer, mode } = this.#options;
    const row = world.deliveries.get(id);
    if (row === undefined) return undefined;
    const text = mode().bad_signature ? `${row.body} ` : row.body;
    const signature = await signer.sign(Buffer.from(text, 'utf8'));
    return world.deliveries.get(id) && world.deliveries.update(row, { signature });
  }

  async #post(row: DeliveryRow, closing: AbortSignal): Promise<Attempt> {
    const at = this.#options.world.now().toISOString();
    try {
      const { statusCode, body } = await request(row.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-apruve-signature': row.signature ?? '' },
        body: row.body,
        signal: AbortSignal.any([closing, AbortSignal.timeout(ATTEMPT_TIMEOUT_MS)]),
      });
      await body.dump();
      return { at, status: statusCode };
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      return { at, status: null, error: cause instanceof Error ? cause.message : String(cause) };
    }
  }

  #finish(id: string, made: readonly Attempt[]): void {
    const { world, retryMs } = this.#options;
    const row = world.deliveries.get(id);
    if (row === undefined) return;
    const now = world.now().getTime();
    const answered = made.some((attempt) => attempt.status === 200);
    const next_ms = now + retryMs * 2 ** Math.min(row.rounds, 30);
    const givenUp = next_ms - row.created_ms > GIVE_UP_AFTER_MS;
    const state = answered ? 'delivered' : givenUp ? 'failed' : 'waiting';
    const next = world.deliveries.update(row, { attempts: [...row.attempts, ...made], rounds: row.rounds + 1, state, next_ms });
    if (state === 'waiting') this.schedule(next);
  }
}
