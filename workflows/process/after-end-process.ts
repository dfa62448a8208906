import { loadEnded } from '../activity-proxies.ts';
import type { Answer } from '../contract/messages.ts';
import type { LeftStep } from '../contract/returns.ts';
import { retryDeadlines, type Deadline } from '../rules/deadlines.ts';
import { Answers } from './answers.ts';
import { carriedOf, type CarriedReturns } from './carried.ts';
import { CheckoutProcess } from './checkout-process.ts';
import { Mailbox, unanswered, type QueuedMessage } from './mailbox.ts';
import type { Message } from './message.ts';

/** What can come after the end: the messages of a checkout, and the steps that its process has left. */
export type AfterEndMessage = Message | { type: 'leftSteps'; left: readonly LeftStep[] };

type Carried = Pick<CarriedReturns, 'ended' | 'answers'>;
type Handle = (checkout: CheckoutProcess, queued: QueuedMessage<AfterEndMessage, Answer>) => Promise<void>;

/** A checkout after its end, while something is to be done: its messages, and the retries of steps that cannot get through. */
export class AfterEndProcess {
  readonly mailbox = new Mailbox<AfterEndMessage, Answer>();
  readonly #checkoutId: string;
  readonly #handle: Handle;
  readonly answers: Answers<Answer>;
  #checkout: CheckoutProcess | null;

  constructor(checkoutId: string, handle: Handle, { ended, answers }: Carried = { ended: null, answers: [] }) {
    this.#checkoutId = checkoutId;
    this.#handle = handle;
    this.answers = new Answers(answers);
    this.#checkout = ended && new CheckoutProcess(ended.input, { ...ended.carried, afterEnd: true }, handle);
  }

  /** What is left at rest. */
  get carried(): Carried {
    const checkout = this.#checkout;
    return { ended: checkout && { input: checkout.input, carried: carriedOf(checkout) }, answers: this.answers.carried };
  }

  /** The next message, or the next retry that is due when none waits. */
  take(): QueuedMessage<AfterEndMessage, Answer> | undefined {
    const queued = this.mailbox.take();
    if (queued !== undefined) return queued;
    const deadline = this.#earliest;
    return deadline !== undefined && deadline.at <= Date.now() ? unanswered({ type: 'deadline', deadline }) : undefined;
  }

  /** Does what a message asks for. The ledger is read with the first one: it has the checkout as its process left it. */
  async handle(queued: QueuedMessage<AfterEndMessage, Answer>): Promise<void> {
    this.#checkout ??= await this.#load();
    await this.#handle(this.#checkout, queued);
  }

  /** When the next retry is due, in epoch milliseconds. */
  get wakesAt(): number | undefined {
    return this.#earliest?.at;
  }

  /** True once nothing waits. A step that waits for a person keeps the process, which alone knows how to do it again. */
  get isIdle(): boolean {
    return this.mailbox.size === 0 && (this.#checkout?.facts.unresolved.length ?? 0) === 0;
  }

  get #earliest(): Deadline<'retry'> | undefined {
    return retryDeadlines(this.#checkout?.facts.unresolved ?? [])[0];
  }

  async #load(): Promise<CheckoutProcess> {
    const { input, facts, counts } = await loadEnded(this.#checkoutId);
    return new CheckoutProcess(input, { facts, afterEnd: true, steps: { stuck: [], counts } }, this.#handle);
  }
}
