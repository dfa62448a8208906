import { ApplicationFailure, currentUpdateInfo } from '@temporalio/workflow';
import { isFailureCode } from '../contract/failures.ts';
import { refusalFailure, type Refused } from './refusal.ts';

/** How an update was answered. */
type Settled<A> = { answer: A } | { refusal: Refused };

/** The latest answers by the id of their update, as plain data. */
export type CarriedAnswers<A> = [updateId: string, settled: Settled<A>][];

/** How many answers are carried into the next run. Whoever repeats an update does so soon. */
const CARRIED_AT_MOST = 100;

/**
 * The answers that updates have got. Temporal knows a repeated update by its id within one run alone; one that was answered in an earlier
 * run gets the same answer from here.
 */
export class Answers<A> {
  readonly #before: ReadonlyMap<string, Settled<A>>;
  readonly #settled: Map<string, Settled<A>>;

  constructor(carried: CarriedAnswers<A> = []) {
    this.#before = new Map(carried);
    this.#settled = new Map(carried);
  }

  /** True in the handlers of an update that an earlier run has answered. */
  get isRepeat(): boolean {
    return this.#before.has(currentUpdateInfo()?.id ?? '');
  }

  /** The answer to the update whose handler calls: that of an earlier run, else what `ask` brings, which is kept. */
  answer(ask: () => Promise<A>): Promise<A> {
    const id = currentUpdateInfo()?.id ?? '';
    const before = this.#before.get(id);
    if (before !== undefined)
      return 'answer' in before ? Promise.resolve(before.answer) : Promise.reject(refusalFailure(before.refusal));
    const asked = ask();
    // Beside the answer's own way, which it must not make longer: histories hold its order.
    asked.then(
      (answer) => this.#settled.set(id, { answer }),
      (error: unknown) => this.#refused(id, error),
    );
    return asked;
  }

  get carried(): CarriedAnswers<A> {
    return [...this.#settled].slice(-CARRIED_AT_MOST);
  }

  #refused(id: string, error: unknown): void {
    if (!(error instanceof ApplicationFailure) || !isFailureCode(error.type)) return;
    const details = error.details?.[0];
    this.#settled.set(id, {
      refusal: { code: error.type, message: error.message, ...(details !== undefined && { details }) },
    });
  }
}
