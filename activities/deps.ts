import type { Dispatcher } from 'undici';
import type { Channel } from '../workflows/contract/channel.ts';
import type { CheckoutInput, NewAttention } from '../workflows/contract/checkout.ts';
import type { ApruveEvent } from '../workflows/contract/messages.ts';
import type { Jams } from '../workflows/contract/jams.ts';
import type { ReceiverNews } from '../workflows/contract/receiver.ts';
import type { NotificationType } from '../workflows/rules/notifications.ts';
import type { OrphanInput, OrphanSearch } from '../workflows/contract/orphan.ts';
import type { HandOver } from '../workflows/contract/returns.ts';
import type { Apruve } from './apruve/client.ts';
import type { Ledger } from './ledger/database.ts';

/** Where a channel's notifications are sent; `secret`: `whsec_…`, signs each. Or why nothing may be sent to it. */
export type Receiver = ReceiverAddress & ({ secret: string; refusal: null } | { secret: null; refusal: string });

interface ReceiverAddress {
  id: string;
  /** The types that it is told of; null: all. */
  types: readonly NotificationType[] | null;
  /** False: it is told nothing. */
  enabled: boolean;
  url: string;
  /** How long one notification is retried before the next is sent. */
  retryForMs: number;
  dispatcher: Dispatcher;
}

/** A secret of a channel cannot be opened with the keys that this worker has. Its message names the key, and says what to do. */
export class SecretNotOpened extends Error {}

/** A channel with what the activities need to act for it. */
export interface ActivityChannel extends Channel {
  apruve: Apruve;
  /** Signs lightbox orders; never leaves the activity. */
  apiKey: string;
  /** Where the shop's page loads apruve.js from. */
  scriptUrl: string;
  /** Where its webhooks come to: an address is `base/token`. `token`: of the environment's channel; of others only hashes are known. */
  webhooks: { base: string; token: string | null; dispatcher: Dispatcher };
  /** The disabled ones too. */
  receivers: readonly Receiver[];
}

/** What starting the process after the end needs to know of a checkout. */
export interface EndedCheckoutRef {
  id: string;
  input: CheckoutInput;
}

/** What activities ask of the workflows. Each call rejects when Temporal does not answer in time; asking twice is harmless. */
interface Workflows {
  isRunning: (checkoutId: string) => Promise<boolean>;
  /** Those of at most a hundred checkouts whose process runs. */
  runningAmong: (checkoutIds: readonly string[]) => Promise<Set<string>>;
  /** How many processes of checkouts run, as Temporal's list has it. */
  countRunning: () => Promise<number>;
  /** Their ids. */
  listRunning: () => Promise<ReadonlySet<string>>;
  /** True while a workflow waits for a call of an activity. */
  isWaitingFor: (workflowId: string, activity: string) => Promise<boolean>;
  /** What does not go on; of what was ended, what was ended since then. */
  findJams: (since: Date) => Promise<Jams>;
  /** False where no workflow runs that could receive it. */
  signalEvent: (checkoutId: string, event: ApruveEvent) => Promise<boolean>;
  /** Passes an event on to the process that goes on with a checkout after its end, which is started where none runs. */
  signalAfterEnd: (checkout: EndedCheckoutRef, event: ApruveEvent) => Promise<void>;
  /** The same for the steps that the process of the checkout has left. */
  handOver: (checkout: EndedCheckoutRef, left: HandOver) => Promise<void>;
  /** Shows an attention on a running checkout. False where no workflow runs that could receive it. */
  signalAttention: (checkoutId: string, attention: NewAttention) => Promise<boolean>;
  /** Starts a search for orders at Apruve that no checkout needs. */
  findOrphans: (search: OrphanSearch) => Promise<void>;
  /** Starts the release of an order at Apruve that no checkout needs. */
  releaseOrder: (orphan: OrphanInput) => Promise<void>;
  /** False where no workflow runs that could receive it. */
  signalReceiver: (checkoutId: string, news: ReceiverNews) => Promise<boolean>;
}

export interface ActivityDeps {
  db: Ledger;
  /** The time now. Nothing in activities/ asks for it elsewhere, so that a test can set it. */
  clock: () => Date;
  workflows: Workflows;
  /** Has this process look into the outbox at once. Where it is not called, it looks within a second. */
  wakeSender: () => void;
  /** Rejects for a channel that is unknown or cannot be read. It is as it was up to 2 s ago; `anew`: as it is now. */
  channel: (id: string, how?: 'anew' | 'deleted too') => Promise<ActivityChannel>;
  reconciliation: Pace;
}

/** How often reconciliation looks at everything, and how many requests it may send for a channel. */
interface Pace {
  everyMs: number;
  requestsPerSecond: number;
}
