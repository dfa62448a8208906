import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { listSealed, replaceSealed } from '../../activities/ledger/sealed.ts';
import { reseal } from '../../worker/commands/reseal.ts';
import { keyIdOf, loadConfig, sealedBy, secretBox } from '../../worker/platform/index.ts';
import { withReceiver } from '../support/with-rig.ts';
import { secondShop } from './second-shop.ts';
import { withApi } from './with-api.ts';

const [old, next] = [randomBytes(32), randomBytes(32)];
const textOf = (...keys: Buffer[]): string => keys.map((key) => key.toString('base64')).join(',');

describe('a new SECRETS_KEY', () => {
  const receiver = withReceiver();
  const { rig, api } = withApi({ env: { SECRETS_KEY: textOf(old, next) } });
  const { created, authorized } = secondShop(rig, api);
  const configWith = (...keys: Buffer[]) => loadConfig({ ...rig.env, SECRETS_KEY: textOf(...keys) });
  const check = async (id: string) => (await api.post(`/v1/channels/${id}/check`)).body;
  const resealed = async (...keys: Buffer[]) => {
    const lines: string[] = [];
    return { isDone: await reseal(configWith(...keys), (line) => lines.push(line)), lines };
  };
  const sealers = async () => new Set((await listSealed(rig.ledger.db)).map(({ sealed }) => sealedBy(sealed)));

  it('takes over while everything runs, and the old one can go', async () => {
    const { id } = await created({ notification_url: receiver.env.NOTIFICATION_URL });
    const before = await created();
    // As it was sealed before keys had names.
    const unnamed = (await listSealed(rig.ledger.db)).find((secret) => secret.id === before.id);
    if (unnamed === undefined) throw new Error('The channel has no key.');
    await replaceSealed(rig.ledger.db, unnamed, `v1:${unnamed.sealed.split(':')[2]}`);
    expect(await sealers()).toEqual(new Set([keyIdOf(old), null]));
    await rig.startWorker({ config: { secrets: configWith(next, old).secrets } });

    const open = Promise.all(Array.from({ length: 5 }, () => authorized(id)));
    expect(await resealed(next, old)).toEqual({
      isDone: true,
      lines: [
        `3 secrets were sealed with the key ${keyIdOf(next)}, 0 were already.`,
        `Nothing is sealed with ${keyIdOf(old)}: remove it from SECRETS_KEY.`,
      ],
    });
    for (const { body } of await open) expect(body).toMatchObject({ status: 'authorized' });

    // The API has the old one in front to the end.
    const late = await created();
    expect(await sealers()).toEqual(new Set([keyIdOf(old), keyIdOf(next)]));
    const again = await resealed(next, old);
    expect(again.lines[0]).toBe(`1 secrets were sealed with the key ${keyIdOf(next)}, 3 were already.`);
    expect(again.isDone).toBe(true);

    await rig.stopWorkers();
    await rig.startWorker({ config: { secrets: configWith(next).secrets } });
    for (const each of [id, before.id, late.id]) expect(await check(each)).toMatchObject({ ok: true, code: 'ok' });
    expect((await authorized(id)).body).toMatchObject({ status: 'authorized' });
  });

  it('that is not there any more is named, by a check and by the command, which goes on with all others', async () => {
    const lost = await created();
    const why = `sealed with the key ${keyIdOf(old)}, which SECRETS_KEY lacks: it has ${keyIdOf(next)}`;
    const detail = `The API key of the channel ${lost.id} cannot be used: a stored secret was ${why}.`;
    expect(await check(lost.id)).toMatchObject({
      ok: false,
      code: 'key-not-opened',
      detail: expect.stringContaining(detail),
      checks: [{ name: 'key', ok: false }],
    });
    const { isDone, lines } = await resealed(next);
    expect(isDone).toBe(false);
    expect(lines).toEqual([
      `channel ${lost.id}: a stored secret was ${why}`,
      `0 secrets were sealed with the key ${keyIdOf(next)}, 4 were already.`,
      `1 secrets are still sealed with the key ${keyIdOf(old)}.`,
    ]);
    const unused = randomBytes(32);
    const again = await resealed(next, unused);
    expect(again.isDone).toBe(false);
    expect(again.lines.slice(-2)).toEqual([
      `1 secrets are still sealed with the key ${keyIdOf(old)}.`,
      `Nothing is sealed with ${keyIdOf(unused)}: remove it from SECRETS_KEY.`,
    ]);
  });

  it('that is not there for a receiver names that receiver, and the channel goes on without it', async () => {
    await rig.stopWorkers();
    await rig.startWorker({ config: { secrets: configWith(next, old).secrets } });
    const { id } = await created({ notification_url: receiver.env.NOTIFICATION_URL });
    const { items } = (await api.get(`/v1/channels/${id}/receivers`)).body as { items: { id: string }[] };
    const named = items[0]?.id ?? 'none';
    const signing = (await listSealed(rig.ledger.db)).find((secret) => secret.id === named);
    if (signing === undefined) throw new Error('The receiver has no secret.');
    await replaceSealed(rig.ledger.db, signing, secretBox([randomBytes(32)]).seal('whsec_lost'));

    const { body } = await api.post(`/v1/channels/${id}/receivers/${named}/test`, {});
    expect(body).toMatchObject({ ok: false, detail: expect.stringContaining(`receiver ${named} cannot be used`) });
    expect((await authorized(id)).body).toMatchObject({ status: 'authorized' });
    const openedKey = expect.objectContaining({ name: 'key', ok: true });
    expect(await check(id)).toMatchObject({ checks: expect.arrayContaining([openedKey]) });
  });
});
