/**
 * A local Apruve, API v4, for development and tests: REST under `/api/v4`, the lightbox script at `/js/v4/apruve.js`, signed
 * webhooks with retries, the credit ledger and its caps. What is not known of the real service follows the mildest reading,
 * noted where it is decided. It shares no code with the product, so that a mistake in one cannot hide in the other.
 *
 * - `/` shows everything and plays the other side; `/_sandbox/…` does the same for programs.
 * - In a process of its own: `main.ts`. Inside a test: `startSandbox()` takes a free port and forgets all when closed.
 * - `domain/` holds the rules, `store/` the records and the state file, `views/` Apruve's shapes, `rest/` the API,
 *   `faults/` and `webhooks/` how it misbehaves, `lightbox/` the buyer's side, `page/` the page, `control/` the control calls.
 */
import { readFileSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { createApp } from './app.ts';
import type { Controls, ModeChange } from './control/control-routes.ts';
import { createPauses } from './faults/pauses.ts';
import { SANDBOX_API_KEY, SANDBOX_MERCHANT_ID, SECOND_API_KEY, SECOND_MERCHANT_ID, isEmpty, seed } from './seeds.ts';
import type { WebhookMode } from './store/sandbox-rows.ts';
import { type Store, openStore } from './store/tables.ts';
import { DAY_MS } from './values/central-time.ts';
import { Outbox } from './webhooks/outbox.ts';
import { Sender } from './webhooks/sender.ts';
import { createSigner } from './webhooks/signature.ts';
import type { World } from './world.ts';

export { BUYER, FOREIGN_BUYER, POOR_BUYER, SANDBOX_API_KEY, SANDBOX_MERCHANT_ID } from './seeds.ts';

export type SandboxOptions = {
  /** 0, the default, takes a free port. */
  port?: number;
  host?: string;
  /** Where state and signing key are kept; without it all is forgotten on `close`. */
  stateFile?: string;
  /** The default merchant's webhook URL. It wins over the one in the state file. */
  webhookUrl?: string;
  /** Where others reach the sandbox, if not at its own address: the start of every link. */
  publicUrl?: string;
  /** False for a sandbox without merchants and accounts. */
  seed?: boolean;
  /** The delay before a webhook's first retry, doubled for each further one. */
  webhookRetryMs?: number;
  /** An RSA private key; by default the one in the state file, or the throw-away key beside this file. */
  signingKeyPem?: string;
  /** The status of a refusal for cap or credit. */
  refusalStatus?: number;
  /** How long a day lasts, in milliseconds: payment terms and default expiry of what is new count such days. */
  dayMs?: number;
  /** What its page says at the top. */
  banner?: string;
  /** How many requests it remembers. */
  requestsKept?: number;
};

type Credentials = { readonly merchantId: string; readonly apiKey: string };

export type Sandbox = {
  readonly url: string;
  readonly port: number;
  /** What its webhooks are to be verified with. */
  readonly publicKeyPem: string;
  readonly merchants: { readonly default: Credentials; readonly second: Credentials };
  /** Stops listening, cuts open connections, and keeps the state where it has a file. Undelivered webhooks go on at the next start. */
  close(): Promise<void>;
};

const NO_MISBEHAVIOUR: WebhookMode = { duplicate: false, shuffle: false, hold: false, bad_signature: false };

const throwAwayKey = (): string => readFileSync(join(import.meta.dirname, 'throw-away-sandbox-key.pem'), 'utf8');

const rememberSettings = ({ tables }: Store, signingKeyPem: string | undefined): string => {
  const known = tables.settings.get('settings');
  const signing_key_pem = signingKeyPem ?? known?.signing_key_pem ?? throwAwayKey();
  tables.settings.insert({ id: 'settings', signing_key_pem, webhook_mode: known?.webhook_mode ?? NO_MISBEHAVIOUR });
  return signing_key_pem;
};

const withoutUndefined = (change: ModeChange): Partial<WebhookMode> =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));

const createWorld = (store: Store, options: SandboxOptions) => {
  const signer = createSigner(rememberSettings(store, options.signingKeyPem));
  const mode = (): WebhookMode => store.tables.settings.get('settings')?.webhook_mode ?? NO_MISBEHAVIOUR;
  const address = { baseUrl: '' };
  const world: World = {
    ...store.tables,
    get baseUrl() {
      return address.baseUrl;
    },
    refusalStatus: options.refusalStatus ?? 400,
    dayMs: options.dayMs ?? DAY_MS,
    now: () => new Date(),
    emit: (merchantId, event, entity) => outbox.emit(merchantId, event, entity),
    creditChanged: (accountId) => outbox.creditChanged(accountId),
  };
  const outbox = new Outbox(world, new Sender({ world, signer, retryMs: options.webhookRetryMs ?? 1000, mode }), mode);
  return { world, outbox, signer, mode, address };
};

const listen = (app: ReturnType<typeof createApp>, port: number, hostname: string): Promise<Server> =>
  new Promise((resolve, reject) => {
    const handle = getRequestListener(app.fetch, { overrideGlobalObjects: false });
    const server = createServer((incoming, outgoing) => void handle(incoming, outgoing));
    server.once('error', reject);
    server.listen(port, hostname, () => resolve(server));
  });

const stop = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

const portOf = (server: Server): number => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) return address.port;
  throw new Error('The sandbox listens on no TCP port; give `host` an address, not a path.');
};

type Engine = ReturnType<typeof createWorld> & { store: Store; options: SandboxOptions; stopPauses: () => void };

const plant = ({ world, store, options }: Engine): void => {
  if (options.seed !== false && isEmpty(store.tables)) seed(world, options.webhookUrl ?? null);
};

const createControls = (engine: Engine): Controls => {
  const { world, outbox, signer, mode, store, options, stopPauses } = engine;
  return {
    world,
    publicKeyPem: signer.publicKeyPem,
    banner: options.banner,
    mode,
    setMode: (change) => {
      const { duplicate, shuffle, hold, bad_signature } = { ...mode(), ...withoutUndefined(change) };
      const webhook_mode = { duplicate, shuffle, hold, bad_signature };
      const settings = store.tables.settings.get('settings');
      if (settings !== undefined) store.tables.settings.update(settings, { webhook_mode });
      if (change.hold === false) outbox.flush();
      return webhook_mode;
    },
    flush: () => outbox.flush(),
    lose: () => outbox.lose(),
    reset: () => {
      const key = store.tables.settings.get('settings')?.signing_key_pem;
      outbox.stop();
      stopPauses();
      store.clear();
      rememberSettings(store, key);
      plant(engine);
    },
  };
};

/** Starts a sandbox and answers when it listens. Rejects where the port is taken or the state file cannot be read. */
export const startSandbox = async (options: SandboxOptions = {}): Promise<Sandbox> => {
  const store = openStore(options.stateFile, options.requestsKept);
  const { pause, stop: stopPauses } = createPauses();
  const engine: Engine = { ...createWorld(store, options), store, options, stopPauses };
  const { outbox, signer, address } = engine;
  plant(engine);
  const merchant = store.tables.merchants.get(SANDBOX_MERCHANT_ID);
  if (merchant && options.webhookUrl) store.tables.merchants.update(merchant, { webhook_url: options.webhookUrl });
  const server = await listen(createApp(createControls(engine), pause), options.port ?? 0, options.host ?? '127.0.0.1');
  const port = portOf(server);
  const url = `http://127.0.0.1:${port}`;
  address.baseUrl = (options.publicUrl ?? url).replace(/\/+$/, '');
  outbox.resume();
  return {
    url,
    port,
    publicKeyPem: signer.publicKeyPem,
    merchants: {
      default: { merchantId: SANDBOX_MERCHANT_ID, apiKey: SANDBOX_API_KEY },
      second: { merchantId: SECOND_MERCHANT_ID, apiKey: SECOND_API_KEY },
    },
    close: async () => {
      outbox.stop();
      stopPauses();
      await stop(server);
      store.close();
    },
  };
};
