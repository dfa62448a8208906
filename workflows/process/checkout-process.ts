import { setCurrentDetails } from '@temporalio/workflow';
import { Alarm } from './alarm.ts';
import type { CheckoutInput, Facts } from '../contract/checkout.ts';
import type { Answer, ApruveEvent } from '../contract/messages.ts';
import type { HandledEvent, StepContext, StepOutcome } from '../contract/step-context.ts';
import { writes } from '../activity-proxies.ts';
import { describeFacts } from '../rules/details.ts';
import type { Fact } from '../contract/fact.ts';
import { advance, openingFacts } from '../rules/facts.ts';
import { Mailbox, type Message } from './mailbox.ts';

/** One checkout while it lives: what is known, what is waited for, who is waiting. */
export class CheckoutProcess {
  readonly input: CheckoutInput;
  readonly mailbox = new Mailbox();
  readonly alarm = new Alarm();
  /** How to do each unresolved step again. */
  readonly redo = new Map<string, Message>();
  /** What was asked for under each invoice number, in canonical form. */
  readonly requestsByNumber = new Map<string, string>();
  /** Which invoice number a request id stands for. */
  readonly numbersByRequestId = new Map<string, string>();
  readonly writes: ReturnType<typeof writes>;
  /** How many steps of one kind there were: names the rows of what can be done more than once. */
  readonly #counts = new Map<string, number>();
  facts: Facts;
  opened = false;
  /** What becomes of making an offline order, the first time it is tried: whoever opens the checkout waits for it. */
  placing: Promise<Answer> | null = null;
  #handledEvents: HandledEvent[] = [];
  readonly #seenEvents = new Set<string>();
  #version = 1;

  constructor(input: CheckoutInput, at: string) {
    this.input = input;
    this.writes = writes(input.policy);
    this.facts = openingFacts(input.terms, at, input.offline !== undefined);
  }

  /** What an activity is told. */
  context(onSuccess: Fact[] = []): StepContext {
    const { checkoutId, channel, merchantOrderId, paidMeans, policy } = this.input;
    const { facts } = this;
    const handledEvents = [...this.#handledEvents];
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
    };
  }

  /** Takes in what an activity has brought and written: the same transition on the same facts as in the ledger. */
  applyOutcome(
    ctx: StepContext,
    { newFacts, ledgerFacts: facts, waitingEvents }: Pick<StepOutcome, 'newFacts' | 'ledgerFacts' | 'waitingEvents'>,
  ): void {
    this.facts = facts ?? advance(ctx.facts, [...newFacts, ...ctx.onSuccess], ctx.at, ctx.version);
    this.#handledEvents = this.#handledEvents.filter((event) => !ctx.handledEvents.includes(event));
    for (const event of waitingEvents) this.postEvent(event);
    setCurrentDetails(describeFacts(this.facts));
  }

  /** Takes in what only the next try needs to know: the ledger is told with whatever it is told next. */
  applyFacts(newFacts: readonly Fact[]): void {
    this.facts = advance(this.facts, newFacts, now(), this.facts.version);
    setCurrentDetails(describeFacts(this.facts));
  }

  /** The next number of a kind of step: 1, 2, … */
  count(kind: string): number {
    const n = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, n);
    return n;
  }

  /** Posts an event unless a copy of it was heard before. */
  postEvent(event: ApruveEvent): void {
    if (this.#seenEvents.has(event.uuid)) return;
    this.#seenEvents.add(event.uuid);
    this.mailbox.post({ type: 'apruveEvent', event });
  }

  /** Notes what became of an event; written to the inbox with the next step. */
  noteEventOutcome(uuid: string, outcome: HandledEvent['outcome']): void {
    this.#handledEvents.push({ uuid, outcome });
  }

  /** True while outcomes of events still wait to be written. */
  get hasUnwrittenOutcomes(): boolean {
    return this.#handledEvents.length > 0;
  }
}

/** The workflow's clock, ISO 8601. */
export const now = (): string => new Date().toISOString();
