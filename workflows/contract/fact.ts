import type { Facts, InvoiceFact, Money, NewAttention, OrderFact, Terms, UnresolvedStep } from './checkout.ts';
import type { ShipmentFact } from './shipment-fact.ts';

/** An order as a read shows it. */
export type OrderRead = Pick<OrderFact, 'id' | 'status' | 'expireAt'> & { money?: Money | undefined };

/** Something that became known. Every activity returns facts, and nothing else changes the facts of a checkout. */
export type Fact =
  | { fact: 'order-read'; order: OrderRead }
  /** Apruve's order is over another amount than was agreed; null: over the agreed one again. */
  | { fact: 'order-changed'; to: Money | null }
  | { fact: 'terms-changed'; terms: Terms }
  | { fact: 'order-looked-up' }
  | { fact: 'order-completed' }
  /** Every invoice of the adopted order was read: without this nothing ends. */
  | { fact: 'invoices-listed' }
  | {
      fact: 'invoice-read';
      invoice: Omit<InvoiceFact, 'capturedAt' | 'overdueSince' | 'closedByHand' | 'knownAt' | 'readAt' | 'shipments'>;
    }
  | { fact: 'invoice-closed-by-hand'; invoiceId: string }
  | { fact: 'invoice-captured'; invoiceId: string }
  | { fact: 'invoice-overdue'; invoiceId: string }
  | { fact: 'shipment-read'; invoiceId: string; shipment: ShipmentFact }
  | { fact: 'step-unresolved'; step: UnresolvedStep }
  | { fact: 'step-settled'; step: string }
  /** `again`: a new cause, as another refusal is, and not another try of the same. */
  | { fact: 'attention'; attention: NewAttention; again?: true }
  | { fact: 'attention-acknowledged'; code: string; by: string | null }
  /** Without a subject: every attention of the code. */
  | { fact: 'attention-cleared'; code: string; subject?: string | undefined }
  | { fact: 'ending'; reason: NonNullable<Facts['ending']>; canceledBy?: Facts['canceledBy'] }
  | { fact: 'ending-withdrawn' }
  /** A request was refused when nobody waited for its answer any more: only its row tells. */
  | { fact: 'request-refused' }
  | { fact: 'expiry-warned' };
