import { describe, expect, it } from 'vitest';
import { readOrders } from '../../../worker/commands/orders-file.ts';

const A = 'a'.repeat(32);
const B = 'b'.repeat(32);

const read = (text: string) => readOrders(new TextEncoder().encode(text));

describe('a file of orders to adopt', () => {
  it('is read with or without the email, a byte order mark, blank lines and quotes', () => {
    const orders = [
      { merchantOrderId: '100', apruveOrderId: A, email: null },
      { merchantOrderId: 'B, 2', apruveOrderId: B, email: 'buyer@example.test' },
    ];
    expect(read(`merchant_order_id,apruve_order_id\n100,${A}\n`)).toEqual([orders[0]]);
    const whole = `\uFEFFmerchant_order_id,apruve_order_id,customer_email\r\n\r\n 100 ,${A},\r\n,,\r\n"B, 2",${B}, buyer@example.test \r\n\r\n`;
    expect(read(whole)).toEqual(orders);
    expect(read(`apruve_order_id,customer_email,merchant_order_id\n${A},,100\n${B},buyer@example.test,"B, 2"`)).toEqual(orders);
    expect(read(`merchant_order_id,apruve_order_id,customer_email\n100,${A}\n`)).toEqual([orders[0]]);
  });

  it.each([
    ['without a needed column', `merchant_order_id,email\n100,${A}`, 'needs the columns merchant_order_id, apruve_order_id'],
    [
      'with a column that is not known',
      `merchant_order_id,apruve_order_id,mail\n100,${A},x`,
      'that line says: merchant_order_id,apruve',
    ],
    ['with a column twice', `merchant_order_id,apruve_order_id,apruve_order_id\n100,${A},${B}`, 'needs the columns'],
    ['separated by semicolons', `merchant_order_id;apruve_order_id\n100;${A}`, 'separated by commas'],
    ['without orders', 'merchant_order_id,apruve_order_id\n\n', 'has no orders'],
    ['that is empty', '', 'has no orders'],
    ['with a quote that is not closed', `merchant_order_id,apruve_order_id\n"100,${A}`, 'is not readable as CSV'],
    ['with a field too many', `merchant_order_id,apruve_order_id\n100,${A},x`, 'is not readable as CSV'],
    [
      'with an id that a spreadsheet has changed',
      `merchant_order_id,apruve_order_id\n\n100,1.5E+31`,
      'line 3: apruve_order_id is not an id',
    ],
    [
      'with an id in capitals',
      `merchant_order_id,apruve_order_id\n100,${A.toUpperCase()}`,
      'line 2: apruve_order_id is not an id',
    ],
    ['with an order without a number', `merchant_order_id,apruve_order_id\n,${A}`, 'line 2: merchant_order_id is empty'],
    [
      'with an email that is none',
      `merchant_order_id,apruve_order_id,customer_email\n100,${A},x`,
      'line 2: customer_email is not an email',
    ],
    [
      'with a number twice',
      `merchant_order_id,apruve_order_id\n100,${A}\n100,${B}`,
      'line 3: merchant_order_id 100 is in line 2 already',
    ],
    [
      'with an order twice',
      `merchant_order_id,apruve_order_id\n100,${A}\n\n200,${A}`,
      `line 4: apruve_order_id ${A} is in line 2 already`,
    ],
  ])('%s is refused as a whole', (_, text, why) => {
    expect(() => read(text)).toThrow(why);
  });

  it('in another encoding is refused, because its names would be wrong', () => {
    expect(() => readOrders(Buffer.from(`merchant_order_id,apruve_order_id\nMünchen,${A}`, 'latin1'))).toThrow(
      'is not UTF-8 text',
    );
  });

  it('shows the first twenty faults, and how many there are beside', () => {
    const lines = Array.from({ length: 25 }, (_, n) => `${n},x`).join('\n');
    const fault = () => read(`merchant_order_id,apruve_order_id\n${lines}`);
    expect(fault).toThrow('line 21: apruve_order_id');
    expect(fault).toThrow('and 5 more');
    expect(fault).not.toThrow('line 22');
  });
});
