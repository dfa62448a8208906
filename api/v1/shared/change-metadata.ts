import type { CheckoutRow } from '../../../activities/ledger/checkouts.ts';
import {
  changeMetadata,
  dropUnusedMetadata,
  keepInvoiceMetadata,
  type MetadataOwner,
} from '../../../activities/ledger/metadata.ts';
import type { Metadata } from '../../../activities/ledger/json-columns.ts';
import type { Deps } from '../../deps.ts';
import { Problem, statusOf } from '../../http/problem.ts';
import type { Asked } from './ask-checkout.ts';
import { changedMetadata, type MetadataChange } from './metadata.ts';

/** The checkout with a change of metadata. Throws `invalid-request` where they would be too many. */
export async function withMetadata(
  { db, clock }: Deps,
  checkoutId: string,
  owner: MetadataOwner,
  change: MetadataChange,
): Promise<CheckoutRow> {
  const row = await changeMetadata(db, checkoutId, owner, (before) => changedMetadata(before, change), clock());
  if (row === null) throw new Problem('not-found', `There is no checkout "${checkoutId}".`);
  return row;
}

/**
 * Asks for an invoice with metadata: they are kept before, so that the notification of it shows them, and dropped where the answer shows
 * that the request made none. What may still be made keeps them.
 */
export async function withInvoiceMetadata(
  { db }: Deps,
  checkoutId: string,
  { requestId, metadata }: { requestId: string | undefined; metadata: Metadata },
  ask: () => Promise<Asked>,
): Promise<Asked> {
  if (requestId === undefined || Object.keys(metadata).length === 0) return ask();
  await keepInvoiceMetadata(db, checkoutId, requestId, metadata);
  const drop = (): Promise<void> => dropUnusedMetadata(db, checkoutId, requestId);
  const asked = await ask().catch(async (error: unknown) => {
    if (error instanceof Problem && statusOf(error) < 500) await drop();
    throw error;
  });
  if (asked.kind !== 'pending') await drop();
  return asked;
}
