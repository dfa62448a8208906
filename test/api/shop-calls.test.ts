import { describe, expect, it } from 'vitest';
import { NO_CALLS, SHOP_CALLS } from '../../workflows/rules/shop-calls.ts';
import { readCheckout } from '../support/shop.ts';
import { orderBody } from '../support/storefront.ts';
import { changeCheckout } from '../support/tables.ts';
import { withApi } from './with-api.ts';

describe('what a shop repeats', () => {
  const { rig, api } = withApi();
  const path = (id: string): string => `/v1/checkouts/${id}`;

  it('does not reach the process where it changes nothing', async () => {
    const { body } = await api.post('/v1/checkouts', orderBody());
    const change = { po_number: 'PO-1' };
    const { body: changed } = await api.post(`${path(body.id)}/update`, change);
    const { version } = await readCheckout(rig, body.id);
    for (let n = 0; n < 3; n += 1)
      expect(await api.post(`${path(body.id)}/update`, change)).toMatchObject({
        status: 200,
        body: { lightbox: changed.lightbox },
      });
    expect((await readCheckout(rig, body.id)).version).toBe(version);
  });

  it.each(['update', 'finalize', 'cancel', 'authorization'])(
    '%s has to wait after very many calls, and an operator not',
    async (verb) => {
      const { body } = await api.post('/v1/checkouts', orderBody());
      await changeCheckout(rig.ledger.db, body.id, { shopCalls: { ...NO_CALLS, content: 1, calls: SHOP_CALLS } });
      const sent = { update: { po_number: 'PO-1' }, authorization: { apruve_order_id: 'unknown' } }[verb] ?? {};
      const answer = await api.post(`${path(body.id)}/${verb}`, sent, { key: api.storefront });
      expect(answer).toMatchObject({ status: 429, body: { code: 'too-many-attempts' } });
      expect(answer.headers.get('retry-after')).toBe('5');
      expect(await api.post(`${path(body.id)}/cancel`, {})).toMatchObject({ status: 200, body: { status: 'canceled' } });
    },
  );
});
