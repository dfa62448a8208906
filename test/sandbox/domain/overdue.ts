import type { AccountRow, InvoiceRow } from '../store/rows.ts';
import { centralTime } from '../values/central-time.ts';
import type { World } from '../world.ts';
import { captured } from './credit.ts';
import { requireOwed } from './settlement.ts';

/** The due date of an invoice that is owed (else 409) is now. Apruve has no event for that, and no status. */
export const fallDue = (world: World, invoice: InvoiceRow): InvoiceRow => {
  requireOwed(invoice, 'due');
  return world.invoices.update(invoice, { due_at: centralTime(world.now()) });
};

/** Owed, and its due date has passed. Apruve has no status for it. */
export const isOverdue = (world: World, { status, due_at }: InvoiceRow): boolean =>
  (status === 'open' || status === 'funded') && due_at !== null && Date.parse(due_at) <= world.now().getTime();

const unpaidOf = (world: World, account: AccountRow): InvoiceRow[] =>
  world.orders
    .where('account_id', account.id)
    .flatMap((order) => world.invoices.where('order_id', order.id))
    .filter((invoice) => invoice.status === 'open' && captured(world, invoice.id) === 0);

/**
 * Cancels what is too long overdue, for accounts where that was switched on: without an event, as Apruve is said to do it. Looked at
 * before each request, because nobody can see it in between.
 */
export const cancelLongOverdue = (world: World): void => {
  const now = world.now();
  for (const account of world.accounts.all()) {
    const days = account.cancel_overdue_after_days ?? null;
    if (days === null) continue;
    const latest = now.getTime() - days * world.dayMs;
    for (const invoice of unpaidOf(world, account)) {
      if (invoice.due_at === null || Date.parse(invoice.due_at) > latest) continue;
      world.invoices.update(invoice, { status: 'canceled', final_state_at: centralTime(now) });
    }
  }
};
