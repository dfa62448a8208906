import type { Ledger } from '../activities/ledger/database.ts';
import type { Channels } from './channels.ts';
import type { Workflows } from './temporal/workflows.ts';

/** What setting up a channel needs of this installation. */
export interface ChannelSetup {
  /** Seals a secret for the ledger; only workers open it. */
  seal: (secret: string) => string;
  /** Where Apruve reaches the API, without a trailing slash. */
  publicUrl: string;
  /** True where webhooks of production can be verified. */
  hasProductionKeys: boolean;
  /** Where receivers may be beside the internet. */
  receiverHosts: readonly string[];
  /** The address of the environment's receiver of notifications; null: none. */
  environmentReceiver: string | null;
}

/** What the routes work with. */
export interface Deps {
  db: Ledger;
  /** The same ledger for lists, over a few connections of their own: slow searches hold up nothing else. */
  lists: Ledger;
  channels: Channels;
  workflows: Workflows;
  channelSetup: ChannelSetup;
  /** The provider of OpenID Connect that users sign in at; null: none. */
  openidIssuer: string | null;
  /** The time now, where it bounds what a shop may ask; a test can set it. */
  clock: () => Date;
}
