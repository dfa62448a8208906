import type { InvoiceRequest, ShipmentRequest } from '../contract/requests.ts';
import { fingerprint, isSameFingerprint } from '../rules/fingerprint.ts';
import { canonicalRequest, type InvoicePlan } from '../rules/invoice-plan.ts';

/** The same as plain data, each by the number of its invoice. */
export interface CarriedInvoiceRequests {
  requests: Record<string, string>;
  numbersByRequestId: Record<string, string>;
  shipments: Record<string, ShipmentRequest>;
}

/** What was asked for under each invoice number: a repeat is the same invoice, another request is a conflict. */
export class InvoiceRequests {
  /** In canonical form; of a long one its fingerprint. */
  readonly #requests: Map<string, string>;
  readonly #numbersByRequestId: Map<string, string>;
  /** The shipment that goes with each invoice as soon as it is open. */
  readonly #shipments: Map<string, ShipmentRequest>;

  constructor(
    { requests, numbersByRequestId, shipments }: CarriedInvoiceRequests = { requests: {}, numbersByRequestId: {}, shipments: {} },
  ) {
    this.#requests = new Map(Object.entries(requests));
    this.#numbersByRequestId = new Map(Object.entries(numbersByRequestId));
    this.#shipments = new Map(Object.entries(shipments));
  }

  get carried(): CarriedInvoiceRequests {
    return {
      requests: Object.fromEntries(this.#requests),
      numbersByRequestId: Object.fromEntries(this.#numbersByRequestId),
      shipments: Object.fromEntries(this.#shipments),
    };
  }

  /** The numbers of all invoices that were asked for here, and not refused. */
  get numbers(): ReadonlySet<string> {
    return new Set(this.#requests.keys());
  }

  remember({ number, request }: InvoicePlan): void {
    this.#requests.set(number, fingerprintOf(request));
    if (request.requestId !== undefined) this.#numbersByRequestId.set(request.requestId, number);
    if (request.shipment !== undefined) this.#shipments.set(number, request.shipment);
  }

  /** Frees the number of an invoice that Apruve refused. */
  forget({ number, request }: InvoicePlan): void {
    this.#requests.delete(number);
    this.#shipments.delete(number);
    if (request.requestId !== undefined) this.#numbersByRequestId.delete(request.requestId);
  }

  /** What is asked for as the shipment of an invoice; nothing where that is left to us. */
  shipmentOf(number: string): ShipmentRequest {
    return this.#shipments.get(number) ?? {};
  }

  /** Replaces what is shipped with an invoice that is not issued yet. */
  shipAs(number: string, shipment: ShipmentRequest): void {
    this.#shipments.set(number, shipment);
  }

  /** The number that a request names, or that was given to it when it came before. */
  numberOf({ merchantInvoiceId, requestId }: InvoiceRequest): string | undefined {
    return merchantInvoiceId ?? (requestId === undefined ? undefined : this.#numbersByRequestId.get(requestId));
  }

  isRepeat(number: string, request: InvoiceRequest): boolean {
    const known = this.#requests.get(number);
    return known !== undefined && isSameFingerprint(known, fingerprintOf(request));
  }
}

const fingerprintOf = (request: InvoiceRequest): string => request.asked ?? fingerprint(canonicalRequest(request));
