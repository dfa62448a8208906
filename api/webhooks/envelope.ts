import { z } from 'zod';
import type { IncomingEvent } from '../../activities/ledger/inbox.ts';
import { parseStorable } from '../../workflows/contract/text.ts';

const id = z.string().min(1).max(200).nullish().catch(null);

/**
 * Apruve's webhook: `{uuid, created_at, event, entity}`. The entity's shape depends on the event. It only hints at what the event is
 * about, so parts of it that cannot be read are left out.
 */
const envelopeSchema = z.looseObject({
  uuid: z.string().min(1).max(200),
  event: z.string().min(1).max(200),
  entity: z
    .looseObject({
      id,
      order_id: id,
      invoice_id: id,
      purchase_order_id: id,
      merchant_order_id: id,
      links: z.looseObject({ order: id, invoice: id }).nullish().catch(null),
    })
    .nullish()
    .catch(null),
});
type Entity = NonNullable<z.output<typeof envelopeSchema>['entity']>;

/** Reads a verified body. Null when it is not JSON, or not an envelope of Apruve. */
export function readEnvelope(bytes: Uint8Array, channel: string): IncomingEvent | null {
  const body = parseJson(new TextDecoder().decode(bytes));
  const parsed = envelopeSchema.safeParse(body);
  const whole = z.record(z.string(), z.unknown()).safeParse(body);
  if (!parsed.success || !whole.success) return null;
  const { uuid, event, entity } = parsed.data;
  return { uuid, channel, event, ...referencesOf(event, entity ?? {}), body: whole.data };
}

/** An odd character must not keep a webhook out for ever, so it is made storable. */
function parseJson(text: string): unknown {
  try {
    return parseStorable(text);
  } catch {
    return null;
  }
}

type References = Pick<IncomingEvent, 'apruveOrderId' | 'apruveInvoiceId' | 'merchantOrderId'>;

/** Where each kind of entity names its order and invoice. Source: Apruve's events, and what published receivers read of them. */
function referencesOf(event: string, entity: Entity): References {
  const merchantOrderId = entity.merchant_order_id ?? null;
  const linkedOrder = lastPart(entity.links?.order);
  switch (event.split('.')[0]) {
    case 'order':
      return { apruveOrderId: entity.id ?? null, apruveInvoiceId: null, merchantOrderId };
    case 'invoice':
      return { apruveOrderId: entity.order_id ?? linkedOrder, apruveInvoiceId: entity.id ?? null, merchantOrderId };
    case 'payment_term':
      return { apruveOrderId: entity.purchase_order_id ?? linkedOrder, apruveInvoiceId: null, merchantOrderId };
    case 'shipment': {
      const apruveInvoiceId = entity.invoice_id ?? lastPart(entity.links?.invoice);
      return { apruveOrderId: entity.order_id ?? linkedOrder, apruveInvoiceId, merchantOrderId };
    }
    default:
      return { apruveOrderId: null, apruveInvoiceId: null, merchantOrderId: null };
  }
}

/** The id at the end of a link. The link itself is never followed, because it came in a message and not from our configuration. */
function lastPart(link: string | null | undefined): string | null {
  const part = link
    ?.split(/[?#]/)[0]
    ?.split('/')
    .findLast((each) => each !== '');
  return part === undefined || part.includes(':') ? null : part;
}
