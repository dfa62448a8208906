import type { StackInfo } from '../stack/index.ts';
import type { Life } from './measure.ts';
import type { ToldShop } from './receiver.ts';
import { shopOf } from './shop.ts';

/** One happy checkout over HTTP: opened, authorized, invoiced and shipped, paid. It ends when the shop, told of each step, is told so. */
export function productLife(info: StackInfo, { paid }: Pick<ToldShop, 'paid'>): Life {
  const { apruve, open, invoice } = shopOf(info);
  return async () => {
    const began = performance.now();
    const opened = await open();
    const firstAnswerMs = performance.now() - began;
    const checkoutId = String(opened['id']);
    const isPaid = paid(checkoutId);
    const { id } = await invoice(opened);
    await apruve(`/invoices/${id}/pay`);
    await isPaid;
    return { id: checkoutId, firstAnswerMs };
  };
}
