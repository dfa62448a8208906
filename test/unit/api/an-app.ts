import { pino } from 'pino';
import { openLedger, type Ledger } from '../../../activities/ledger/database.ts';
import { memoryRateLimits } from '../../../activities/ledger/http-api/rate-limits.ts';
import { createApp, type AppOptions } from '../../../api/app.ts';
import type { Channels } from '../../../api/channels.ts';
import { unavailable } from '../../../api/http/problem.ts';

const noChannels: Channels = { get: async () => null, list: async () => [], forget: () => {} };

/** The whole application with nothing behind it: a database and a Temporal that cannot be reached, unless `changes` name one. */
export function anApp(changes: Partial<AppOptions> & { channels?: Channels; db?: Ledger } = {}): ReturnType<typeof createApp> {
  const down = async (): Promise<never> => {
    throw unavailable('Temporal is not there.');
  };
  const { channels = noChannels, db = openLedger('postgres://nobody@127.0.0.1:1/none').db, ...options } = changes;
  return createApp({
    deps: {
      db,
      lists: db,
      channels,
      workflows: {
        open: down,
        update: down,
        signalEvent: down,
        releaseOrder: down,
        checkChannel: down,
        readCredit: down,
        testReceiver: down,
        registerWebhook: down,
        requestReturn: down,
        updateAfterEnd: down,
        signalAfterEnd: down,
      },
      channelSetup: {
        seal: () => 'sealed',
        publicUrl: 'http://localhost',
        hasProductionKeys: false,
        receiverHosts: [],
        environmentReceiver: null,
      },
      openidIssuer: null,
      clock: () => new Date(),
    },
    limits: memoryRateLimits({ perKey: 1_000_000, refused: 1_000_000 }),
    health: { probes: {}, isStopping: () => false },
    log: pino({ level: 'silent' }),
    codec: null,
    ...options,
  });
}
