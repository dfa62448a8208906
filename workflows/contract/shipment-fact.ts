/** How much of an invoice is shipped with a shipment: Apruve's words. */
export type ShipmentStatus = 'partial' | 'fulfilled';

/** What Apruve shows of a shipment beside its amount; null where it shows nothing. */
export interface ShownShipment {
  status: string | null;
  shipper: string | null;
  trackingNumber: string | null;
  /** ISO 8601, as Apruve writes it. */
  shippedAt: string | null;
  deliveredAt: string | null;
}

export interface ShipmentFact {
  id: string;
  number: string;
  amountCents: number;
  /** What Apruve showed last. Facts that are older than this field have none. */
  shown?: ShownShipment;
  /** Made with the invoice without being asked for, and not changed since: the first shipment that is asked for rewrites it. */
  automatic?: true;
  /** The number that it was made with and that names its row, where it has another now. */
  madeAs?: string;
}
