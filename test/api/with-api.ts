import { afterAll, beforeAll } from 'vitest';
import { listen, type RunningServer } from '../../api/http/server.ts';
import { freePort } from '../support/free-port.ts';
import type { Rig, RigOptions } from '../support/rig.ts';
import { control } from '../support/shop.ts';
import { late, withRig, type Environment } from '../support/with-rig.ts';
import { acceptedByBuyer, authorized, startApi, type Api, type ApiOptions, type OpenedByShop } from './api.ts';

interface WithApi extends RigOptions, Pick<ApiOptions, 'answerWithinMs' | 'clock' | 'keepsRequests'> {
  /** What the environment says beside what every rig's does. */
  env?: Environment | (() => Environment);
  /** True: the API listens, and the sandbox sends its webhooks there. `public`: at its PUBLIC_URL, too. */
  webhooks?: boolean | 'public';
}

/** What a shop does first in most tests. */
interface Shop {
  /** Opens a checkout whose buyer accepts in the lightbox. The shop has not brought the order id yet. */
  accepted(changes?: Record<string, unknown>): Promise<OpenedByShop>;
  /** The same, and authorizes it. */
  authorized(changes?: Record<string, unknown>): Promise<OpenedByShop>;
}

/**
 * All that a test over HTTP needs: the rig, the API before it and a shop, started before the tests of the file or the
 * `describe` and stopped after them.
 */
export function withApi({ env = {}, webhooks = false, answerWithinMs, clock, keepsRequests = false, ...options }: WithApi = {}): {
  rig: Rig;
  api: Api;
  shop: Shop;
} {
  let started: Api | undefined;
  let server: RunningServer | undefined;
  const api = late('API', () => started);
  // Hooks after the tests run last one first: the sandbox is closed before the server that it sends to.
  afterAll(() => server?.drain(1_000));
  let port = 0;
  beforeAll(async () => {
    if (webhooks === 'public') port = await freePort();
  });
  const rigEnv = (): Environment => ({
    ...(typeof env === 'function' ? env() : env),
    ...(port !== 0 && { PUBLIC_URL: `http://127.0.0.1:${port}` }),
  });
  const rig = withRig(rigEnv, options);
  beforeAll(async () => {
    started = await startApi(rig, {
      keepsRequests,
      ...(answerWithinMs !== undefined && { answerWithinMs }),
      ...(clock && { clock }),
    });
    if (webhooks === false) return;
    server = await listen(started.app.fetch, port);
    const webhook_url = `http://127.0.0.1:${server.port}/webhooks/apruve/${rig.env['APRUVE_WEBHOOK_TOKEN']}`;
    await control(rig, 'PATCH', `/merchants/${rig.sandbox.merchants.default.merchantId}`, { webhook_url });
  });
  const shop: Shop = {
    accepted: (changes) => acceptedByBuyer(rig, api, changes),
    authorized: (changes) => authorized(rig, api, changes),
  };
  return { rig, api, shop };
}
