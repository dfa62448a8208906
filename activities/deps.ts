import type { Apruve } from './apruve/client.ts';
import type { Dispatcher } from 'undici';
import type { ReceiverNews } from '../workflows/contract/notify.ts';
import type { ApruveEvent } from '../workflows/contract/messages.ts';
import type { OrphanInput } from '../workflows/contract/orphan.ts';
import type { Ledger } from './ledger/database.ts';
import type { Mode } from './ledger/views/checkout-view.ts';

/** Where a channel's shop is told what happens. */
export interface Receiver {
  url: string;
  /** `whsec_…`; signs what is sent. */
  secret: string;
  /** How long one notification is tried before the next takes its turn. */
  retryForMs: number;
  dispatcher: Dispatcher;
}

/** A merchant account, as the activities need it. */
export interface ActivityChannel {
  id: string;
  mode: Mode;
  apruve: Apruve;
  /** Signs lightbox orders; never leaves the activity. */
  apiKey: string;
  /** Where the shop's page loads apruve.js from. */
  scriptUrl: string;
  /** Null: nobody is told. */
  receiver: Receiver | null;
}

/** What activities may ask of Temporal. */
export interface Workflows {
  isRunning: (checkoutId: string) => Promise<boolean>;
  /** False where no process listens. */
  signalEvent: (checkoutId: string, event: ApruveEvent) => Promise<boolean>;
  releaseOrder: (orphan: OrphanInput) => Promise<void>;
  /** Has what waits in a checkout's outbox sent. */
  wakeNotifications: (checkoutId: string) => Promise<void>;
  /** False where no process listens. */
  signalReceiver: (checkoutId: string, newFacts: ReceiverNews) => Promise<boolean>;
}

export interface ActivityDeps {
  db: Ledger;
  /** The time now. Nothing in activities/ asks for it elsewhere, so that a test can set it. */
  clock: () => Date;
  workflows: Workflows;
  /** Throws where the channel is unknown or cannot be read. */
  channel: (id: string) => Promise<ActivityChannel>;
}
