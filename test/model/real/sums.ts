import { z } from 'zod';
import { total } from '../model/state.ts';
import type { Lane } from './lane.ts';

const cents = z.int();
const summarySchema = z.object({
  items: z.array(
    z.object({
      money: z.array(
        z.object({ outstanding: z.object({ amount_cents: cents }), ageing: z.array(z.object({ amount_cents: cents })) }),
      ),
    }),
  ),
});
const invoicesSchema = z.object({ items: z.array(z.object({ outstanding_cents: cents })), next_cursor: z.null() });

/** What the summary says is outstanding, where that is not what the invoices add up to. */
export async function sumFaults({ api }: Lane): Promise<string[]> {
  const [summary, listed] = await Promise.all([api.get('/v1/summary'), api.get('/v1/invoices?limit=100')]);
  const money = summarySchema.parse(summary.body).items.flatMap((item) => item.money);
  const said = total(money.map(({ outstanding }) => outstanding.amount_cents));
  const byAge = total(money.flatMap(({ ageing }) => ageing.map(({ amount_cents }) => amount_cents)));
  const added = total(invoicesSchema.parse(listed.body).items.map(({ outstanding_cents }) => outstanding_cents));
  return said === added && byAge === added
    ? []
    : [`outstanding: the summary says ${said}, by age ${byAge}, the invoices ${added}`];
}
