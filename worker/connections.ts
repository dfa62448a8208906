import type { Dispatcher } from 'undici';
import type { Observe } from '../activities/apruve/client.ts';
import { createDispatcher } from '../activities/apruve/http.ts';
import type { ActivityDeps } from '../activities/deps.ts';
import { openLedger, type LedgerConnection } from '../activities/ledger/database.ts';
import { createChannels } from './channels.ts';
import type { Config } from './platform/index.ts';
import { outsideLookup } from './platform/receiver-address.ts';

/** What activities reach ledger, Apruve and workflows by. */
export interface Connections {
  ledger: LedgerConnection;
  deps: Omit<ActivityDeps, 'wakeSender'>;
  close(): Promise<void>;
}

interface Shared {
  workflows: ActivityDeps['workflows'];
  observe: Observe;
}

/** Opens connections that are shared with nobody, at most `max` to the ledger, none before it is needed. */
export function openConnections(config: Config, max: number, { workflows, observe }: Shared): Connections {
  const ledger = openLedger(config.database.url, { max });
  const dispatcher: Dispatcher = createDispatcher(config.proxy);
  const toReceivers = createDispatcher(config.proxy, outsideLookup(config.receiverHosts));
  const channel = createChannels(config, { db: ledger.db, dispatcher, toReceivers, observe });
  return {
    ledger,
    deps: { db: ledger.db, clock: () => new Date(), channel, workflows, reconciliation: config.reconciliation },
    close: async () => {
      await Promise.allSettled([dispatcher.close(), toReceivers.close(), ledger.close()]);
    },
  };
}
