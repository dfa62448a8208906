import type { Payload } from '@temporalio/common';
import type { ApplicationFailure } from '@temporalio/workflow';
import { currentTrace, followTrace } from './trace.ts';

/** A message with the answer that somebody may wait for. */
export interface QueuedMessage<M, A> {
  message: M;
  /** When it came: the workflow's clock, epoch ms. */
  cameAt: number;
  /** The trace of the request that it came with. */
  trace: Payload | undefined;
  answer: (answer: A) => void;
  refuse: (failure: ApplicationFailure) => void;
}

/** A message that nobody waits for. */
export const unanswered = <M, A>(message: M): QueuedMessage<M, A> => ({
  message,
  cameAt: Date.now(),
  trace: currentTrace(),
  answer: () => {},
  refuse: () => {},
});

/**
 * The one way into a process. Messages are taken one at a time and in order, so that no two steps ever interleave: the cap holds
 * when two operators invoice at once, and every answer is computed from one settled state.
 */
export class Mailbox<M, A> {
  readonly #queue: QueuedMessage<M, A>[] = [];

  /** How many messages wait. */
  get size(): number {
    return this.#queue.length;
  }

  /** Posts a message; resolves with its answer, or rejects with its refusal. */
  ask(message: M): Promise<A> {
    return new Promise((answer, refuse) => {
      this.#queue.push({ message, cameAt: Date.now(), trace: currentTrace(), answer, refuse });
    });
  }

  /** Posts a message that nobody waits for. */
  post(message: M): void {
    this.#queue.push(unanswered(message));
  }

  /** The next message; what is done until another is taken belongs to its trace. */
  take(): QueuedMessage<M, A> | undefined {
    const next = this.#queue.shift();
    followTrace(next?.trace);
    return next;
  }
}
