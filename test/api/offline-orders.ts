import { expect } from 'vitest';
import { control, fault } from '../support/shop.ts';
import type { Rig } from '../support/rig.ts';
import type { Answer, Api } from './api.ts';

export const OFFLINE = '/v1/offline-checkouts';
/** Apruve takes no order. */
export const DOWN = { method: 'POST', path: '/orders', times: 1_000, status: 503 };

export const pathOf = ({ body }: Answer): string => `/v1/checkouts/${body.id}`;

export interface Order {
  id: string;
  status: string;
  merchant_order_id: string;
}

/** The orders at Apruve that have a number of the shop's. */
export async function ordersAtApruve(rig: Pick<Rig, 'sandbox'>, number: unknown): Promise<Order[]> {
  const { orders } = await control<{ orders: Order[] }>(rig, 'GET', '/state');
  return orders.filter((order) => order.merchant_order_id === number);
}

/** The actions of a checkout's payment transactions, oldest first. */
export const actionsOf = async (api: Api, path: string): Promise<string[]> =>
  (await api.get(`${path}/transactions`)).body.items.map((row: { action: string }) => row.action);

/** Asks for an order that gets to Apruve, with its answer lost and no look-up possible; answers the checkout's path. */
export async function orderInDoubt(rig: Rig, api: Api, order: Record<string, unknown>): Promise<string> {
  await fault(rig, { method: 'POST', path: '/orders', times: 1, drop_response: true });
  await fault(rig, { method: 'GET', path: '/orders', times: 1_000, status: 503 });
  const answer = await api.post(OFFLINE, order);
  expect(answer).toMatchObject({ status: 202, body: { status: 'awaiting_authorization' } });
  return pathOf(answer);
}
