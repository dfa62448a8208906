import type { Scene, StepOutcome } from '../../workflows/contract/scene.ts';
import { invoiceStep } from '../../workflows/rules/rows.ts';
import type { ActivityDeps } from '../channels.ts';
import { asStep } from '../failures.ts';
import { invoiceNews } from './invoice-news.ts';
import { commitAndTell } from '../tell.ts';

/**
 * Takes in the invoices on our order that nobody made here: Apruve's own (`invoice_on_create`) and those of its dashboard.
 * What we made ourselves, or may be making, is left alone.
 */
export function adoptInvoices(deps: ActivityDeps, scene: Scene, orderId: string): Promise<StepOutcome> {
  return asStep(async () => {
    const { apruve } = await deps.channel(scene.channel);
    const { answer, data } = await apruve.listInvoices(orderId);
    const ours = new Set(scene.facts.invoices.flatMap(({ id, number }) => [id, number]));
    const making = new Set(scene.facts.unresolved.map(({ step }) => step));
    const foreign = data.filter(({ id, merchant_invoice_id: number }) => {
      const known = ours.has(id) || (number != null && (ours.has(number) || making.has(invoiceStep(number))));
      return !known;
    });
    const news = foreign.flatMap((invoice) => invoiceNews(scene, invoice, invoice.merchant_invoice_id ?? invoice.id));
    const records = foreign.map((invoice) => ({
      step: invoiceStep(invoice.merchant_invoice_id ?? invoice.id),
      response: { status: answer.status, body: invoice },
    }));
    const taken = await commitAndTell(deps, scene, news, records);
    return { ...taken, mail: [] };
  });
}
