import { describe, expect, it } from 'vitest';
import { listSetupChanges } from '../../activities/ledger/setup-changes.ts';
import { orderBody } from '../support/storefront.ts';
import { aUser } from './people.ts';
import { withApi } from './with-api.ts';

describe('who has done it', () => {
  const { rig, api } = withApi();
  const channel = { name: 'Shop', mode: 'test', merchant_id: 'm', api_key: 'planted-key' };
  const recordOf = async (subject: string) => {
    const { rows } = await listSetupChanges(rig.ledger.db, { subject }, { limit: 50 });
    return rows.map(({ action, actor, details }) => ({ action, actor, details })).toReversed();
  };

  it('is recorded with each change of a channel, which is made with its record or not at all', async () => {
    const { name, id, token: key } = await aUser(rig, 'administrator');
    const actor = `user:${name} (${id})`;
    await api.post('/v1/channels', { id: 'who', ...channel }, { key });
    await api.patch('/v1/channels/who', { api_key: 'another-key', enabled: false }, { key });
    await api.post('/v1/channels/who/webhook-token', {}, { key });
    expect((await api.post('/v1/channels', { id: 'who', ...channel }, { key })).status).toBe(409);
    await api.remove('/v1/channels/who', { key });
    expect((await api.remove('/v1/channels/who', { key })).status).toBe(404);
    const record = await recordOf('who');
    expect(record).toEqual([
      { action: 'channel-created', actor, details: { mode: 'test' } },
      { action: 'channel-changed', actor, details: { fields: ['api_key', 'enabled'] } },
      { action: 'webhook-address-made', actor, details: { overlap: '48h' } },
      { action: 'channel-deleted', actor, details: {} },
    ]);
  });

  it('is shown of a checkout: who opened it, and not who sent it again', async () => {
    const { name, id, token: key } = await aUser(rig, 'operator');
    const order = orderBody();
    expect((await api.post('/v1/checkouts', order, { key })).body.opened_by).toBe(`user:${name} (${id})`);
    expect((await api.post('/v1/checkouts', order)).body.opened_by).toBe(`user:${name} (${id})`);
    const other = (await api.post('/v1/checkouts', orderBody(), { key: api.storefront })).body.opened_by;
    expect(other).toMatch(/^key:test \(key_[0-9a-f]{12}\)$/);
  });
});
