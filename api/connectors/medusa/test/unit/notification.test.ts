import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { readNotification } from '../../src/notification.ts';

const secret = `whsec_${Buffer.from('a secret of twenty-four b').toString('base64')}`;
const body = '{"type":"invoice.closed","data":{"id":"chk_1","merchant_order_id":"payses_1"}}';

function received(raw: string, at = new Date(), signed = raw) {
  const headers = {
    'webhook-id': 'ntf_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign('ntf_1', at, signed),
  };
  return { data: {}, rawData: Buffer.from(raw), headers: { ...headers, host: 'shop.example', 'set-cookie': ['a', 'b'] } };
}

describe('a notification', () => {
  it('is read where its signature fits the bytes that came', () => {
    expect(readNotification(secret, received(body))).toEqual({ checkoutId: 'chk_1', sessionId: 'payses_1' });
  });

  it('is refused where a byte differs, although the parsed body is the same', () => {
    expect(() => readNotification(secret, received(body.replace(',', ', '), new Date(), body))).toThrow(
      /without a valid signature/,
    );
  });

  it('is refused when it is older than five minutes, and under another secret', () => {
    expect(() => readNotification(secret, received(body, new Date(Date.now() - 301_000)))).toThrow(/signature/);
    expect(() => readNotification(`whsec_${Buffer.from('another').toString('base64')}`, received(body))).toThrow(/signature/);
  });

  it('is refused without a signature', () => {
    expect(() => readNotification(secret, { ...received(body), headers: {} })).toThrow(/signature/);
  });

  it('about no checkout, such as a test of the receiver, says nothing', () => {
    expect(readNotification(secret, received('{"type":"receiver.test","sequence":0}'))).toBeNull();
  });
});
