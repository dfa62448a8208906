import type { Apruve } from './apruve/client.ts';
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

export interface ActivityDeps {
  db: Ledger;
  /** Throws where the channel is unknown or cannot be read. */
  channel: (id: string) => Promise<ActivityChannel>;
}
