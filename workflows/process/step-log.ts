import type { Message } from './message.ts';

/** The same as plain data. */
export interface CarriedSteps {
  stuck: [step: string, redo: Message][];
  /** How many steps of each kind there were before. */
  counts: Record<string, number>;
}

/** What the process remembers of its steps beside the facts: how to do a stuck one again, and how many there were of a kind. */
export class StepLog {
  readonly #messages: Map<string, Message>;
  readonly #counts: Map<string, number>;

  constructor({ stuck, counts }: CarriedSteps = { stuck: [], counts: {} }) {
    this.#messages = new Map(stuck);
    this.#counts = new Map(Object.entries(counts));
  }

  get carried(): CarriedSteps {
    return { stuck: this.stuck, counts: Object.fromEntries(this.#counts) };
  }

  /** Keeps the message that does a step again. */
  remember(step: string, message: Message): void {
    this.#messages.set(step, message);
  }

  forget(step: string): void {
    this.#messages.delete(step);
  }

  /** Every stuck step, with the message that does it again. */
  get stuck(): [step: string, redo: Message][] {
    return [...this.#messages];
  }

  messageOf(step: string): Message | undefined {
    return this.#messages.get(step);
  }

  /** How many there were of a kind of step. */
  count(kind: string): number {
    return this.#counts.get(kind) ?? 0;
  }

  /** The next number of a kind of step (1, 2, …): names the rows of what can be done more than once. */
  next(kind: string): number {
    const n = this.count(kind) + 1;
    this.#counts.set(kind, n);
    return n;
  }
}
