import type { Apruve } from './apruve/client.ts';
import type { ApruveEvent } from '../workflows/contract/messages.ts';
import type { OrphanInput } from '../workflows/contract/orphan.ts';
import type { Ledger } from './ledger/database.ts';

/** A merchant account, as the activities need it. */
export interface ActivityChannel {
  id: string;
  apruve: Apruve;
  /** Signs lightbox orders; never leaves the activity. */
  apiKey: string;
  /** Where the shop's page loads apruve.js from. */
  scriptUrl: string;
}

/** What reconciliation may ask of Temporal. */
export interface ProcessAccess {
  isRunning: (checkoutId: string) => Promise<boolean>;
  /** False where no process listens. */
  tell: (checkoutId: string, event: ApruveEvent) => Promise<boolean>;
  release: (orphan: OrphanInput) => Promise<void>;
}

export interface ActivityDeps {
  db: Ledger;
  process: ProcessAccess;
  /** Throws where the channel is unknown or cannot be read. */
  channel: (id: string) => Promise<ActivityChannel>;
}
