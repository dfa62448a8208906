import { setCurrentDetails } from '@temporalio/workflow';
import { Alarm } from './alarm.ts';
import type { CheckoutInput, Facts } from '../contract/checkout.ts';
import type { Answer, ApruveEvent } from '../contract/messages.ts';
import type { HeardEvent, Scene, StepOutcome } from '../contract/step-context.ts';
import { writes } from '../activity-proxies.ts';
import { describeFacts } from '../rules/details.ts';
import { advance, openingFacts, type Fact } from '../rules/facts.ts';
import { Mailbox, type Message } from './mailbox.ts';

/** One checkout while it lives: what is known, what is waited for, who is waiting. */
export class Life {
  readonly input: CheckoutInput;
  readonly mailbox = new Mailbox();
  readonly alarm = new Alarm();
  /** How to do each unresolved step again. */
  readonly redo = new Map<string, Message>();
  /** What was asked for under each invoice number, in canonical form. */
  readonly asked = new Map<string, string>();
  /** Which invoice number a request id stands for. */
  readonly requests = new Map<string, string>();
  readonly writes: ReturnType<typeof writes>;
  /** How many steps of one kind there were: names the rows of what can be done more than once. */
  readonly #counts = new Map<string, number>();
  facts: Facts;
  opened = false;
  /** What becomes of making an offline order, the first time it is tried: whoever opens the checkout waits for it. */
  placing: Promise<Answer> | null = null;
  #heard: HeardEvent[] = [];
  readonly #seen = new Set<string>();
  #version = 1;

  constructor(input: CheckoutInput, at: string) {
    this.input = input;
    this.writes = writes(input.policy);
    this.facts = openingFacts(input.terms, at, input.offline !== undefined);
  }

  /** What an activity is told. */
  scene(alongside: Fact[] = []): Scene {
    const { checkoutId, channel, merchantOrderId, paidMeans, policy } = this.input;
    const { facts } = this;
    const heard = [...this.#heard];
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
      heard,
      alongside,
      currency: facts.terms.currency,
    };
  }

  /** Takes in what an activity has brought and written: the same transition on the same facts as in the ledger. */
  take(scene: Scene, { news, facts, mail }: Pick<StepOutcome, 'news' | 'facts' | 'mail'>): void {
    this.facts = facts ?? advance(scene.facts, [...news, ...scene.alongside], scene.at, scene.version);
    this.#heard = this.#heard.filter((event) => !scene.heard.includes(event));
    for (const event of mail) this.hear(event);
    setCurrentDetails(describeFacts(this.facts));
  }

  /** Takes in what only the next try needs to know: the ledger is told with whatever it is told next. */
  know(news: readonly Fact[]): void {
    this.facts = advance(this.facts, news, now(), this.facts.version);
    setCurrentDetails(describeFacts(this.facts));
  }

  /** The next number of a kind of step: 1, 2, … */
  count(kind: string): number {
    const n = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, n);
    return n;
  }

  /** Posts an event unless a copy of it was heard before. */
  hear(event: ApruveEvent): void {
    if (this.#seen.has(event.uuid)) return;
    this.#seen.add(event.uuid);
    this.mailbox.post({ type: 'apruveEvent', event });
  }

  /** Notes what became of an event; written to the inbox with the next step. */
  settleEvent(uuid: string, outcome: HeardEvent['outcome']): void {
    this.#heard.push({ uuid, outcome });
  }

  /** True while outcomes of events still wait to be written. */
  get owesOutcomes(): boolean {
    return this.#heard.length > 0;
  }
}

/** The workflow's clock, ISO 8601. */
export const now = (): string => new Date().toISOString();
