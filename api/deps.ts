import type { Ledger } from '../activities/ledger/database.ts';
import type { Channels } from './channels.ts';
import type { Workflows } from './temporal/workflows.ts';

/** What the routes work with. */
export interface Deps {
  db: Ledger;
  /** The same ledger for lists, over a few connections of their own: slow searches hold up nothing else. */
  lists: Ledger;
  channels: Channels;
  workflows: Workflows;
  /** The time now, where it bounds what a shop may ask; a test can set it. */
  clock: () => Date;
}
