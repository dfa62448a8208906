import type { Message } from './message.ts';

/** What the process remembers of its steps beside the facts: how to do a stuck one again, and how many there were of a kind. */
export class StepLog {
  readonly #messages = new Map<string, Message>();
  readonly #counts: Map<string, number>;

  /** `counts`: how many steps of each kind there were before. */
  constructor(counts: Record<string, number> = {}) {
    this.#counts = new Map(Object.entries(counts));
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
