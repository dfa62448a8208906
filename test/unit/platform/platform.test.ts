import { assert, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  createLogger,
  forCheckout,
  formatDuration,
  parseDuration,
  keyIdOf,
  sealedBy,
  secretBox,
  loggablePath,
} from '../../../worker/platform/index.ts';

describe('durations', () => {
  it.each([
    ['0s', 0],
    ['200ms', 200],
    ['60s', 60_000],
    ['15m', 900_000],
    ['24h', 86_400_000],
    ['45d', 3_888_000_000],
  ])('%s is %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '15', 'm', '1.5h', '-1s', '15 m', '15M', '1w', '1h30m', 'toString', '3651d', '99999999999999999999ms'])(
    '"%s" is none',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it('come back as they were written', () => {
    assert(property(nat(3_650 * 86_400_000), (ms) => parseDuration(formatDuration(ms)) === ms));
    expect(formatDuration(900_000)).toBe('15m');
    expect(formatDuration(86_400_000)).toBe('1d');
    expect(formatDuration(0)).toBe('0ms');
  });
});

describe('secretBox', () => {
  const [own, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  const box = secretBox([own]);

  it('opens what it sealed', () => {
    const sealed = box.seal('api-key-äöü');
    expect(sealed).not.toContain('api-key');
    expect(box.open(sealed)).toBe('api-key-äöü');
  });

  it('names the key that is missing, and those that are there', () => {
    const sealed = secretBox([other]).seal('api-key');
    expect(() => box.open(sealed)).toThrow(
      `sealed with the key ${keyIdOf(other)}, which SECRETS_KEY lacks: it has ${keyIdOf(own)}`,
    );
  });

  it('says what is wrong with what was changed, or never sealed', () => {
    const sealed = box.seal('api-key');
    expect(() => box.open(`${sealed.slice(0, -6)}AAAAA=`)).toThrow(`was changed since the key ${keyIdOf(own)} sealed it`);
    expect(() => box.open('plain text')).toThrow('is not of the form');
    expect(() => box.open('v1:AAAA')).toThrow(`sealed with none of ${keyIdOf(own)}`);
  });

  it('seals with the first key and opens with each, also what names no key', () => {
    const both = secretBox([other, own]);
    expect(sealedBy(both.seal('api-key'))).toBe(keyIdOf(other));
    expect(both.open(box.seal('api-key'))).toBe('api-key');
    const before = `v1:${box.seal('api-key').split(':')[2]}`;
    expect(sealedBy(before)).toBeNull();
    expect(both.open(before)).toBe('api-key');
  });

  it('names a key by what anybody can compute who has it', () => {
    expect(keyIdOf(Buffer.alloc(32, 1))).toBe('72cd6e84');
  });
});

describe('the log', () => {
  function lines(): { write: (line: string) => void; all: string[] } {
    const all: string[] = [];
    return { all, write: (line) => all.push(line) };
  }

  it('is JSON, with level, time, service and checkout', () => {
    const out = lines();
    forCheckout(createLogger('info', 'worker', out), 'chk_1').info({ step: 'invoice:1' }, 'sent');
    const line: unknown = JSON.parse(out.all[0] ?? '');
    expect(line).toMatchObject({ level: 'info', service: 'worker', checkout_id: 'chk_1', step: 'invoice:1', msg: 'sent' });
    expect(line).toHaveProperty('time', expect.stringMatching(/^\d{4}-\d\d-\d\dT/));
  });

  it('blots out secrets wherever they usually are', () => {
    const out = lines();
    const channel = { api_key: 'hush', apiKey: 'hush', notification_secret: 'hush' };
    createLogger('info', 'api', out).info({
      ...channel,
      channel,
      req: { headers: { authorization: 'hush', cookie: 'hush', 'apruve-api-key': 'hush' } },
    });
    expect(out.all).toHaveLength(1);
    expect(out.all[0]).not.toContain('hush');
    expect(out.all[0]).toContain('[redacted]');
  });

  it('keeps levels below its own to itself', () => {
    const out = lines();
    createLogger('warn', 'api', out).info('nothing');
    expect(out.all).toEqual([]);
  });
});

describe('a path in the log', () => {
  const token = 'Zm9vYmFyYmF6cXV1eC1zZWNyZXQtdG9rZW4tMTIzNDU';

  it.each([
    `/webhooks/apruve/${token}`,
    `/webhooks//apruve/${token}`,
    `/webhooks/apruve//${token}`,
    `/Webhooks/apruve/${token}`,
    `/webhooks/apruve%2f${token}`,
    `//codec/${token}/decode`,
    `/v1/webhooks/apruve/${token}?x=1`,
  ])('never has a token: %s', (path) => {
    expect(loggablePath(path)).toContain('[redacted]');
    expect(loggablePath(path)).not.toContain(token.slice(-8));
  });

  it('keeps ids of ours and the words of our routes', () => {
    const path = `/v1/checkouts/chk_${'a2'.repeat(13)}/invoices/INV-1`;
    expect(loggablePath(path)).toBe(path);
    expect(loggablePath('/v1/offline-checkouts')).toBe('/v1/offline-checkouts');
  });
});
