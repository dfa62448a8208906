import type * as fc from 'fast-check';
import { agree, type Seen } from '../real/compare.ts';
import type { Lane } from '../real/lane.ts';
import { unheard } from '../real/unheard.ts';
import { running, type Checkout, type Model } from '../model/state.ts';
import { count } from '../statistics.ts';

/** One action of a shop, an operator, Apruve or the network. */
export interface Deed {
  /** What it is counted as. */
  name: string;
  /** False where it makes no sense yet. */
  ready(model: Model): boolean;
  /** Does it, changes the model alike, and says in words what it is about before it asks (`lane.story`). */
  run(model: Model, lane: Lane): Promise<void>;
}

/** An action as fast-check runs it. After each, product and model must agree. */
export class Command implements fc.AsyncCommand<Model, Lane> {
  readonly #deed: Deed;

  constructor(deed: Deed) {
    this.#deed = deed;
  }

  check(model: Readonly<Model>): boolean {
    return this.#deed.ready(model);
  }

  async run(model: Model, lane: Lane): Promise<void> {
    count(this.#deed.name);
    lane.story.begin(this.#deed.name);
    await this.perform(model, lane);
    await hearsOfAll(model, lane, await agree(model, lane));
  }

  /** The action alone, as part of another. */
  perform(model: Model, lane: Lane): Promise<void> {
    return this.#deed.run(model, lane);
  }

  toString(): string {
    return this.#deed.name;
  }
}

async function hearsOfAll(model: Model, lane: Lane, seen: Seen): Promise<void> {
  const found = await unheard(model, lane, seen);
  if (found.length > 0) throw new Error(found.join('\n    '));
}

export const pick = <T>(list: readonly T[], n: number): T | undefined => list[n % list.length];

/** The one that `n` points at. A command that finds none should not have been ready. */
export function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('A command ran without what it needs.');
  return value;
}

export const hasCheckout = ({ checkouts }: Model): boolean => checkouts.length > 0;
export const isRunning = (model: Model): boolean => running(model) !== undefined;
export const pathOf = ({ id }: Checkout): string => `/v1/checkouts/${id}`;
export const dollars = (cents: number): string => `$${(cents / 100).toFixed(2)}`;
