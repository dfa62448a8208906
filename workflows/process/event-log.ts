import type { HandledEvent } from '../contract/step-context.ts';

/** The same as plain data. */
export interface CarriedEvents {
  seen: string[];
  orders: string[];
  unwritten: HandledEvent[];
}

/** The events of Apruve that this process has seen, and the outcomes that are not in the inbox yet. */
export class EventLog {
  readonly #seen: Set<string>;
  readonly #orders: Set<string>;
  #unwritten: HandledEvent[];

  constructor({ seen, orders, unwritten }: CarriedEvents = { seen: [], orders: [], unwritten: [] }) {
    this.#seen = new Set(seen);
    this.#orders = new Set(orders);
    this.#unwritten = unwritten;
  }

  get carried(): CarriedEvents {
    return { seen: [...this.#seen], orders: [...this.#orders], unwritten: this.#unwritten };
  }

  /** True the first time that it is asked about an event: a copy of it is left out. */
  isFirst(uuid: string): boolean {
    const isFirst = !this.#seen.has(uuid);
    this.#seen.add(uuid);
    return isFirst;
  }

  /** Notes which order at Apruve an event names. */
  noteOrder(orderId: string): void {
    this.#orders.add(orderId);
  }

  /** True where an event has named another order at Apruve than this one. */
  hasNamedOther(orderId: string): boolean {
    return [...this.#orders].some((named) => named !== orderId);
  }

  /** Notes the outcome of an event; it is written with the next step, unless `orderId` is not the adopted order then. */
  note(uuid: string, outcome: HandledEvent['outcome'], orderId?: string): void {
    this.#unwritten.push({ uuid, outcome, ...(orderId !== undefined && { orderId }) });
  }

  get unwritten(): readonly HandledEvent[] {
    return this.#unwritten;
  }

  markWritten(written: readonly HandledEvent[]): void {
    this.#unwritten = this.#unwritten.filter((event) => !written.includes(event));
  }
}
