import type { Entry } from './journal.ts';

type Bucket = { readonly ids: Set<string>; stamp: number };

type Indexed<Row> = { readonly field: keyof Row; readonly buckets: Map<unknown, Bucket> };

/** Records of one kind, in the order of their making. Every change goes to the journal; a row itself never changes. */
export class Table<Row extends { readonly id: string }> {
  readonly #name: string;
  readonly #record: (entry: Entry) => void;
  readonly #limit: number;
  readonly #indexes: readonly Indexed<Row>[];
  readonly #rows = new Map<string, Row>();
  #changes = 0;

  /** `limit`: the oldest rows go when there are more. `indexes`: the fields that `where` may be asked for. */
  constructor(name: string, record: (entry: Entry) => void, options: { limit?: number; indexes?: readonly (keyof Row)[] } = {}) {
    this.#name = name;
    this.#record = record;
    this.#limit = options.limit ?? Number.POSITIVE_INFINITY;
    this.#indexes = (options.indexes ?? []).map((field) => ({ field, buckets: new Map() }));
  }

  get name(): string {
    return this.#name;
  }

  all(): Row[] {
    return [...this.#rows.values()];
  }

  get(id: string): Row | undefined {
    return this.#rows.get(id);
  }

  /** The rows whose indexed `field` has this value, oldest first. */
  where(field: keyof Row, value: unknown): Row[] {
    return [...(this.#index(field).buckets.get(value)?.ids ?? [])].flatMap((id) => this.#rows.get(id) ?? []);
  }

  /** A number that changes whenever what `where` would answer has changed. */
  stamp(field: keyof Row, value: unknown): number {
    return this.#index(field).buckets.get(value)?.stamp ?? 0;
  }

  /** The number of changes so far. */
  get changes(): number {
    return this.#changes;
  }

  insert(row: Row): Row {
    this.#put(row);
    this.#record({ table: this.#name, change: row });
    for (const oldest of this.#rows.keys()) {
      if (this.#rows.size <= this.#limit) break;
      this.remove(oldest);
    }
    return row;
  }

  /** Writes `change` over the row and answers the new one. A row that has meanwhile gone stays gone. */
  update(row: Row, change: Partial<Row>): Row {
    const current = this.#rows.get(row.id);
    if (current === undefined) return row;
    const next = { ...current, ...change };
    this.#put(next);
    this.#record({ table: this.#name, change: next });
    return next;
  }

  remove(id: string): void {
    const row = this.#rows.get(id);
    if (row === undefined) return;
    this.#drop(row);
    this.#record({ table: this.#name, change: id });
  }

  clear(): void {
    this.#rows.clear();
    this.#changes += 1;
    for (const index of this.#indexes) index.buckets.clear();
  }

  /** Takes what the state file says: a row of this table, or the id of one that has gone. */
  replay(json: string): void {
    // Only `insert`, `update` and `remove` above write such lines.
    const change: Row | string = JSON.parse(json);
    if (typeof change !== 'string') {
      this.#put(change);
      return;
    }
    const row = this.#rows.get(change);
    if (row !== undefined) this.#drop(row);
  }

  #index(field: keyof Row): Indexed<Row> {
    const index = this.#indexes.find((candidate) => candidate.field === field);
    if (index !== undefined) return index;
    throw new Error(`Table ${this.#name} has no index on ${String(field)}; declare it where it is made.`);
  }

  #put(row: Row): void {
    const before = this.#rows.get(row.id);
    this.#rows.set(row.id, row);
    this.#changes += 1;
    for (const { field, buckets } of this.#indexes) {
      // A row keeps its place among those of the same value: `where` answers in the order of making, not of change.
      if (before !== undefined && before[field] !== row[field]) this.#leave(buckets.get(before[field]), row.id);
      const bucket = buckets.get(row[field]) ?? { ids: new Set<string>(), stamp: 0 };
      bucket.ids.add(row.id);
      bucket.stamp = this.#changes;
      buckets.set(row[field], bucket);
    }
  }

  #drop(row: Row): void {
    this.#rows.delete(row.id);
    this.#changes += 1;
    for (const { field, buckets } of this.#indexes) this.#leave(buckets.get(row[field]), row.id);
  }

  #leave(bucket: Bucket | undefined, id: string): void {
    if (bucket === undefined) return;
    bucket.ids.delete(id);
    bucket.stamp = this.#changes;
  }
}
