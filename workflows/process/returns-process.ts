import type { UnresolvedStep } from '../contract/checkout.ts';
import type { FailureCode } from '../contract/failures.ts';
import { returnRequestSchema, type ReturnAnswer, type ReturnRequest, type ReturnsInput } from '../contract/returns.ts';
import { retryDeadlines } from '../rules/deadlines.ts';
import { afterFailure } from '../rules/retries.ts';
import { returnStep } from '../rules/rows.ts';
import { assertRoom, readable } from './admission.ts';
import type { CarriedReturns } from './carried.ts';
import { Mailbox, type QueuedMessage } from './mailbox.ts';

/** A return that is queued or being made. */
interface Pending {
  answer: Promise<ReturnAnswer>;
  /** False while it is tried again and nobody has asked anew. */
  isAwaited: boolean;
}

type Carried = Pick<CarriedReturns, 'requests' | 'unresolved'>;

/** The returns of one checkout while there is one to make: which are asked for, which wait for their next try. */
export class ReturnsProcess {
  readonly input: ReturnsInput;
  readonly #mailbox = new Mailbox<ReturnRequest, ReturnAnswer>();
  readonly #pending = new Map<string, Pending>();
  /** What is asked for in each unresolved step. */
  readonly #requests: Map<string, ReturnRequest>;
  #unresolved: UnresolvedStep[];

  constructor(input: ReturnsInput, { requests, unresolved }: Carried = { requests: [], unresolved: [] }) {
    this.input = input;
    this.#requests = new Map(requests);
    this.#unresolved = unresolved;
  }

  /** What is left at rest. */
  get carried(): Carried {
    return { requests: [...this.#requests], unresolved: this.#unresolved };
  }

  /** Turns away a request that cannot be read, and one too many. */
  admit(request: unknown): void {
    readable(returnRequestSchema, request);
    assertRoom(this.#mailbox.size + this.#unresolved.length, 'returns');
  }

  /** Asks for a return. One that is queued or being made is joined; for one that waits for its next try, that is the answer. */
  ask(asked: ReturnRequest): Promise<ReturnAnswer> {
    const request = readable(returnRequestSchema, asked);
    const step = returnStep(request.requestId);
    const joined = this.#pending.get(step);
    if (joined !== undefined) joined.isAwaited = true;
    else if (this.#requests.has(step)) return Promise.resolve({ outcome: 'unresolved' });
    return joined?.answer ?? this.#post(step, request, true);
  }

  /** The next return that was asked for, or whose next try is due. */
  take(): QueuedMessage<ReturnRequest, ReturnAnswer> | undefined {
    const [earliest] = retryDeadlines(this.#unresolved);
    const isDue = earliest !== undefined && earliest.at <= Date.now();
    const again = isDue && !this.isAsked ? this.#requests.get(earliest.step) : undefined;
    if (again !== undefined) this.#post(returnStep(again.requestId), again, false).catch(() => undefined);
    return this.#mailbox.take();
  }

  /** When the next try of a return is due, in epoch milliseconds. */
  get wakesAt(): number | undefined {
    return retryDeadlines(this.#unresolved)[0]?.at;
  }

  /** True while a return that was asked for waits for its turn. */
  get isAsked(): boolean {
    return this.#mailbox.size > 0;
  }

  /** True once none is left. */
  get isIdle(): boolean {
    return !this.isAsked && this.#requests.size === 0;
  }

  /** True where somebody waits for the answer. */
  isAwaited({ requestId }: ReturnRequest): boolean {
    return this.#pending.get(returnStep(requestId))?.isAwaited ?? false;
  }

  /** Takes a return off the list: it is made, or refused. */
  settle({ requestId }: ReturnRequest): void {
    const step = returnStep(requestId);
    this.#requests.delete(step);
    this.#unresolved = this.#unresolved.filter((other) => other.step !== step);
  }

  /** Keeps a return that got no answer until its next try. One that waits for a person is left: whoever asks again starts anew. */
  postpone(request: ReturnRequest, code: FailureCode): Pick<ReturnType<typeof afterFailure>, 'failed' | 'isNews'> {
    const step = returnStep(request.requestId);
    const { failed, deferred, isNews } = afterFailure(
      this.#unresolved,
      { step, code, reservedCents: 0 },
      Date.now(),
      this.input.policy,
    );
    this.settle(request);
    const changed = new Set(deferred.map((other) => other.step));
    this.#unresolved = [...this.#unresolved.filter((other) => !changed.has(other.step)), ...deferred];
    if (failed.retryAt !== null) {
      this.#requests.set(step, request);
      this.#unresolved.push(failed);
    }
    return { failed, isNews };
  }

  #post(step: string, request: ReturnRequest, isAwaited: boolean): Promise<ReturnAnswer> {
    const answer = this.#mailbox.ask(request);
    this.#pending.set(step, { answer, isAwaited });
    const forget = (): void => void this.#pending.delete(step);
    answer.then(forget, forget);
    return answer;
  }
}
