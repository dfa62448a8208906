import { FOREIGN_BUYER, SECOND_API_KEY, SECOND_MERCHANT_ID } from '../sandbox/seeds.ts';
import { until } from '../stack/wait.ts';
import type { Rig } from '../support/rig.ts';
import { control } from '../support/shop.ts';
import { orderBody } from '../support/storefront.ts';
import type { Api } from './api.ts';

/** The sandbox's second merchant, as a channel names it. */
export const SECOND_ACCOUNT = { mode: 'test', merchant_id: SECOND_MERCHANT_ID, api_key: SECOND_API_KEY };

/** An id that no channel has. */
export const aChannelId = (): string => `chn-${Math.random().toString(36).slice(2, 10)}`;

/** Channels of the second merchant, and checkouts in them. */
export function secondShop(rig: Rig, api: Api) {
  const create = (changes: Record<string, unknown> = {}) =>
    api.post('/v1/channels', { id: aChannelId(), name: 'Second shop', ...SECOND_ACCOUNT, ...changes });

  async function created(changes: Record<string, unknown> = {}) {
    const { status, body } = await create(changes);
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body;
  }

  /** Has the sandbox send the merchant's events to an address that was shown, at the port where the API listens here. */
  async function register(webhookUrl: string): Promise<void> {
    const { items } = await control<{ items: { id: string; webhook_url: string }[] }>(rig, 'GET', '/merchants');
    const { origin } = new URL(items.find(({ id }) => id !== SECOND_MERCHANT_ID)?.webhook_url ?? '');
    await control(rig, 'PATCH', `/merchants/${SECOND_MERCHANT_ID}`, { webhook_url: origin + new URL(webhookUrl).pathname });
  }

  /** Opens a checkout in a channel, and authorizes it. */
  async function authorized(channel: string) {
    const wanted = { ...orderBody(), channel };
    const open = async () => {
      const answer = await api.post('/v1/checkouts', wanted);
      return answer.body.lightbox === null ? undefined : answer;
    };
    const opened = await until('the checkout to be open', open, { deadlineMs: 60_000 });
    const { order, secure_hash } = opened.body.lightbox;
    const made = await control<{ apruve_order_id: string }>(rig, 'POST', '/lightbox', {
      order,
      secure_hash,
      outcome: 'accept',
      buyer: FOREIGN_BUYER,
    });
    const path = `/v1/checkouts/${opened.body.id}`;
    const { body } = await api.post(`${path}/authorization`, { apruve_order_id: made.apruve_order_id });
    return { path, id: String(opened.body.id), body, opened };
  }

  return { create, created, register, authorized };
}
