import { and, eq, sql, type SQL } from 'drizzle-orm';
import { announce } from './changes/announcing.ts';
import type { CheckoutRow } from './checkouts.ts';
import type { Ledger, Transaction } from './database.ts';
import { ofCheckout, writeInvoices } from './invoices.ts';
import type { Metadata } from './json-columns.ts';
import { checkouts } from './schema/index.ts';

/*
 * What a shop keeps with a checkout and its invoices. It never crosses Temporal: that of a new invoice is stored under the id of the request
 * before the process is asked, and is the invoice's once the row of its step names that request. A change goes under the invoice's id.
 */

/** Keeps what goes with an invoice that is asked for. */
export async function keepInvoiceMetadata(db: Ledger, checkoutId: string, requestId: string, metadata: Metadata): Promise<void> {
  await db
    .update(checkouts)
    .set({ invoiceMetadata: withEntry(requestId, metadata) })
    .where(eq(checkouts.id, checkoutId));
}

/** Drops it again where no step was done for that request. */
export async function dropUnusedMetadata(db: Ledger, checkoutId: string, requestId: string): Promise<void> {
  const isUnused = sql`not exists (select from payment_transactions t where t.checkout_id = ${checkoutId} and t.request_id = ${requestId})`;
  await db
    .update(checkouts)
    .set({ invoiceMetadata: sql`${checkouts.invoiceMetadata} - ${requestId}::text` })
    .where(and(eq(checkouts.id, checkoutId), isUnused));
}

/** What is changed: the checkout's own, or that of the invoice with this id at Apruve. */
export type MetadataOwner = 'checkout' | { invoiceId: string };

/**
 * Changes metadata, with what is searched of the invoices, whatever state the checkout is in. `change` is given what is there, in a
 * transaction that holds the checkout. Null where there is no such checkout.
 */
export async function changeMetadata(
  db: Ledger,
  checkoutId: string,
  owner: MetadataOwner,
  change: (before: Metadata) => Metadata,
  at: Date,
): Promise<CheckoutRow | null> {
  const changed = await db.transaction(async (tx) => {
    const [row] = await tx.select().from(checkouts).where(eq(checkouts.id, checkoutId)).for('update');
    if (row === undefined) return null;
    const set =
      owner === 'checkout'
        ? { metadata: change(row.metadata) }
        : { invoiceMetadata: withEntry(owner.invoiceId, change(await metadataOfInvoice(tx, row.id, owner.invoiceId))) };
    const update = tx
      .update(checkouts)
      .set({ ...set, updatedAt: at })
      .where(eq(checkouts.id, checkoutId));
    if (row.facts === null) await update;
    else await writeInvoices(tx, update.returning(ofCheckout), row.facts);
    const [after = row] = await tx.select().from(checkouts).where(eq(checkouts.id, checkoutId));
    return after;
  });
  if (changed !== null) announce(db, { channel: changed.channel, checkoutId });
  return changed;
}

async function metadataOfInvoice(tx: Transaction, checkoutId: string, invoiceId: string): Promise<Metadata> {
  const { rows } = await tx.execute<{ metadata: Metadata }>(
    sql`select metadata from invoices where checkout_id = ${checkoutId} and apruve_invoice_id = ${invoiceId}`,
  );
  return rows[0]?.metadata ?? {};
}

const withEntry = (key: string, metadata: Metadata): SQL =>
  sql`${checkouts.invoiceMetadata} || jsonb_build_object(${key}::text, ${JSON.stringify(metadata)}::jsonb)`;
