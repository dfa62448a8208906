import { announceAccount } from '../domain/announce.ts';
import type { WebhookMode } from '../store/sandbox-rows.ts';
import { centralTime } from '../values/central-time.ts';
import { newId } from '../values/ids.ts';
import { toApruveJson } from '../values/json.ts';
import type { EventName, World } from '../world.ts';
import type { Sender } from './sender.ts';

const SHUFFLE_WINDOW_MS = 150;
const CREDIT_NEWS_MS = 250;

/** Another order than the given one, where there is more than one thing to order. */
const shuffled = (ids: readonly string[]): string[] => {
  const mixed = ids.map((id) => ({ id, key: Math.random() })).sort((a, b) => a.key - b.key);
  const order = mixed.map(({ id }) => id);
  return order.every((id, at) => id === ids[at]) ? order.toReversed() : order;
};

/** Takes events, keeps them as deliveries, and lets them go as the webhook mode says. */
export class Outbox {
  readonly #world: World;
  readonly #sender: Sender;
  readonly #mode: () => WebhookMode;
  readonly #changedAccounts = new Set<string>();
  #gathered: string[] = [];
  #gathering: NodeJS.Timeout | undefined;
  #creditNews: NodeJS.Timeout | undefined;

  constructor(world: World, sender: Sender, mode: () => WebhookMode) {
    this.#world = world;
    this.#sender = sender;
    this.#mode = mode;
  }

  /** One delivery for the profile's URL and for each endpoint; a URL named twice gets one. All carry the same `uuid`. */
  emit(merchantId: string, event: EventName, entity: unknown): void {
    const uuid = newId();
    const now = this.#world.now();
    const body = toApruveJson({ uuid, created_at: centralTime(now), event, entity });
    const state = this.#mode().hold ? 'held' : 'waiting';
    for (const url of this.#targets(merchantId)) {
      const created_ms = now.getTime();
      const row = { uuid, merchant_id: merchantId, event, url, body, state, created_ms, next_ms: created_ms } as const;
      const { id } = this.#world.deliveries.insert({ ...row, id: newId(), signature: null, attempts: [], rounds: 0 });
      if (state === 'waiting') this.#dispatch(id);
    }
  }

  /** Several changes of an account's credit within a quarter of a second make one event. */
  creditChanged(accountId: string): void {
    this.#changedAccounts.add(accountId);
    this.#creditNews ??= setTimeout(() => this.#announceCredit(), CREDIT_NEWS_MS).unref();
  }

  /** Lets go what is held, in mixed order in the mode `shuffle`, and makes waiting retries due now. Answers how many. */
  flush(): number {
    const held = this.#world.deliveries.all().filter((row) => row.state === 'held');
    for (const row of held) this.#world.deliveries.update(row, { state: 'waiting' });
    const ids = held.map((row) => row.id);
    const retried = this.#sender.hurry();
    if (this.#mode().shuffle) void this.#inTurn(shuffled(ids));
    else for (const id of ids) void this.#sender.send(id);
    return ids.length + retried.length;
  }

  /** What is held will never be sent, as where a receiver is down for longer than the retries go on. Answers how many. */
  lose(): number {
    const held = this.#world.deliveries.all().filter((row) => row.state === 'held');
    for (const row of held) this.#world.deliveries.update(row, { state: 'failed' });
    return held.length;
  }

  /** Takes up what a former process left undone. */
  resume(): void {
    for (const row of this.#world.deliveries.all()) if (row.state === 'waiting') this.#sender.schedule(row);
  }

  stop(): void {
    clearTimeout(this.#gathering);
    clearTimeout(this.#creditNews);
    this.#gathering = undefined;
    this.#creditNews = undefined;
    this.#gathered = [];
    this.#changedAccounts.clear();
    this.#sender.stop();
  }

  #targets(merchantId: string): Set<string> {
    const profile = this.#world.merchants.get(merchantId)?.webhook_url;
    const endpoints = this.#world.endpoints.where('merchant_id', merchantId).map((endpoint) => endpoint.url);
    return new Set([...(profile ? [profile] : []), ...endpoints]);
  }

  #dispatch(id: string): void {
    if (!this.#mode().shuffle) {
      void this.#sender.send(id);
      return;
    }
    this.#gathered.push(id);
    this.#gathering ??= setTimeout(() => {
      const ids = this.#gathered;
      this.#gathered = [];
      this.#gathering = undefined;
      void this.#inTurn(shuffled(ids));
    }, SHUFFLE_WINDOW_MS).unref();
  }

  // One after the other: posted at the same time they might arrive in the old order after all.
  async #inTurn(ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.#sender.send(id);
  }

  #announceCredit(): void {
    this.#creditNews = undefined;
    const accounts = [...this.#changedAccounts].flatMap((id) => this.#world.accounts.get(id) ?? []);
    this.#changedAccounts.clear();
    for (const account of accounts) announceAccount(this.#world, 'credit_available.updated', account);
  }
}
