import { ActivityFailure, ApplicationFailure, setCurrentDetails } from '@temporalio/workflow';
import { writes } from '../activity-proxies.ts';
import type { CheckoutInput, Facts } from '../contract/checkout.ts';
import type { Fact } from '../contract/fact.ts';
import type { Answer, ApruveEvent } from '../contract/messages.ts';
import { OTHER_FACTS, type StepCall, type StepContext, type StepOutcome, type StepReference } from '../contract/step-context.ts';
import { describeFacts } from '../rules/details.ts';
import { advance } from '../rules/facts.ts';
import { fingerprintOf } from '../rules/fingerprint.ts';
import { Alarm } from './alarm.ts';
import { Answers } from './answers.ts';
import type { Carried } from './carried.ts';
import { EventLog } from './event-log.ts';
import { InvoiceRequests } from './invoice-requests.ts';
import { Mailbox, unanswered, type QueuedMessage } from './mailbox.ts';
import type { Message } from './message.ts';
import { StepLog } from './step-log.ts';

/** Does what a message asks for, and answers it. */
type Handle = (checkout: CheckoutProcess, queued: QueuedMessage<Message, Answer>) => Promise<void>;

/** What a checkout begins with: its facts; all that an earlier run has carried; or what is known when it is taken up after its end. */
interface Known extends Partial<Carried> {
  facts: Facts;
  afterEnd?: true;
}

/** One checkout while it runs, or after its end: what is known, what is waited for, who is waiting. */
export class CheckoutProcess {
  readonly input: CheckoutInput;
  readonly mailbox = new Mailbox<Message, Answer>();
  readonly alarm = new Alarm();
  readonly invoiceRequests: InvoiceRequests;
  readonly steps: StepLog;
  readonly events: EventLog;
  readonly answers: Answers<Answer>;
  /** The steps that Apruve refused, by the failure that tells whoever asked. */
  readonly refused = new WeakMap<ApplicationFailure, string>();
  readonly writes: ReturnType<typeof writes>;
  /** True in the process that goes on with it after its end. */
  readonly afterEnd: boolean;
  facts: Facts;
  opened = false;
  /** True where a new run was due and could not carry what is known. */
  isTooLarge = false;
  /** The first try to place an offline order: whoever opens the checkout waits for its answer. */
  placing: Promise<Answer> | null = null;
  readonly #handle: Handle;
  #version: number;
  /** The facts that the ledger holds: those that an activity has written last; after the end, those that were read. */
  #written: Facts | null;

  constructor(input: CheckoutInput, known: Known, handle: Handle) {
    this.input = input;
    this.writes = writes(input.policy);
    this.facts = known.facts;
    this.invoiceRequests = new InvoiceRequests(known.invoiceRequests);
    this.steps = new StepLog(known.steps);
    this.events = new EventLog(known.events);
    this.answers = new Answers(known.answers);
    this.afterEnd = known.afterEnd ?? false;
    this.#written = this.afterEnd ? known.facts : null;
    this.#version = known.version ?? known.facts.version;
    this.#handle = handle;
  }

  /** The last version that was given to a step, done or not. */
  get version(): number {
    return this.#version;
  }

  /** True once nothing more is recorded here: the checkout has ended. */
  get isClosed(): boolean {
    return this.facts.end !== null && !this.afterEnd;
  }

  /** Does what a message asks for at once, as a part of the step that is running. Nobody waits for its answer. */
  perform(message: Message): Promise<void> {
    return this.#handle(this, unanswered(message));
  }

  /** What an activity needs to know; `onSuccess` becomes true with its success. */
  context(onSuccess: Fact[] = []): StepContext {
    const { checkoutId, channel, merchantOrderId, paidMeans, policy } = this.input;
    const { facts } = this;
    const handledEvents = [...this.events.unwritten];
    const unknownOutcomeWaitMs = policy.unknownOutcomeWaitMs;
    this.#version += 1;
    const version = this.#version;
    return {
      checkoutId,
      channel,
      merchantOrderId,
      paidMeans,
      at: now(),
      version,
      facts,
      unknownOutcomeWaitMs,
      handledEvents,
      onSuccess,
      currency: facts.terms.currency,
      ...(this.afterEnd && { afterEnd: true }),
    };
  }

  /**
   * Calls an activity. Facts that the ledger holds are not sent with each call, because a history keeps all of them; where it does not
   * hold them after all, as after a try whose answer was lost, they are.
   */
  async call<Outcome>(ctx: StepContext, activity: (sent: StepCall) => Promise<Outcome>): Promise<Outcome> {
    if (ctx.facts !== this.#written) return activity(ctx);
    try {
      return await activity(referenceTo(ctx));
    } catch (error) {
      if (!isAboutOtherFacts(error)) throw error;
      return activity(ctx);
    }
  }

  /** Gives the step that was given a version last one more, because its activity writes to the ledger twice. */
  reserveVersion(): void {
    this.#version += 1;
  }

  /** Applies what an activity has found and written: the same transition on the same facts as in the ledger. */
  applyOutcome(
    ctx: StepContext,
    { newFacts, ledgerFacts: facts, waitingEvents }: Pick<StepOutcome, 'newFacts' | 'ledgerFacts' | 'waitingEvents'>,
  ): void {
    this.facts = facts ?? advance(ctx.facts, [...newFacts, ...ctx.onSuccess], ctx.at, ctx.version);
    if (this.facts !== ctx.facts) this.#written = this.facts;
    this.events.markWritten(ctx.handledEvents);
    for (const event of waitingEvents) this.postEvent(event);
    this.describe();
  }

  /** Applies facts that only the next try needs to know. The ledger gets them with whatever is written next. */
  applyFacts(newFacts: readonly Fact[]): void {
    this.facts = advance(this.facts, newFacts, now(), this.facts.version);
    this.describe();
  }

  /** Shows what is known on Temporal's pages, which show the summary of the start with the first run alone. */
  describe(): void {
    setCurrentDetails(describeFacts(this.facts, this.input.merchantOrderId));
  }

  /** Posts an event unless a copy of it came before. */
  postEvent(event: ApruveEvent): void {
    if (this.events.isFirst(event.uuid)) this.mailbox.post({ type: 'apruveEvent', event });
  }
}

const referenceTo = ({ checkoutId, at, version, facts, handledEvents, onSuccess, afterEnd }: StepContext): StepReference => ({
  checkoutId,
  at,
  version,
  factsVersion: facts.version,
  factsPrint: fingerprintOf(facts),
  ...(handledEvents.length > 0 && { handledEvents }),
  ...(onSuccess.length > 0 && { onSuccess }),
  ...(afterEnd && { afterEnd }),
});

const isAboutOtherFacts = (error: unknown): boolean =>
  error instanceof ActivityFailure && error.cause instanceof ApplicationFailure && error.cause.type === OTHER_FACTS;

/** The workflow's clock, ISO 8601. */
export const now = (): string => new Date().toISOString();
