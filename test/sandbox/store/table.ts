import type { Entry } from './journal.ts';

type Indexed<Row> = { readonly field: keyof Row; readonly ids: Map<unknown, Set<string>> };

/** Records of one kind, in the order of their making. Every change goes to the journal; a row itself never changes. */
export class Table<Row extends { readonly id: string }> {
  readonly #name: string;
  readonly #record: (entry: Entry) => void;
  readonly #limit: number;
  readonly #indexes: readonly Indexed<Row>[];
  readonly #rows = new Map<string, Row>();

  /** `limit`: the oldest rows go when there are more. `indexes`: the fields that `where` may be asked for. */
  constructor(name: string, record: (entry: Entry) => void, options: { limit?: number; indexes?: readonly (keyof Row)[] } = {}) {
    this.#name = name;
    this.#record = record;
    this.#limit = options.limit ?? Number.POSITIVE_INFINITY;
    this.#indexes = (options.indexes ?? []).map((field) => ({ field, ids: new Map() }));
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
    const index = this.#indexes.find((candidate) => candidate.field === field);
    if (index === undefined)
      throw new Error(`Table ${this.#name} has no index on ${String(field)}; declare it where it is made.`);
    return [...(index.ids.get(value) ?? [])].flatMap((id) => this.#rows.get(id) ?? []);
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
    this.#unindex(row);
    this.#rows.delete(id);
    this.#record({ table: this.#name, change: id });
  }

  clear(): void {
    this.#rows.clear();
    for (const index of this.#indexes) index.ids.clear();
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
    if (row !== undefined) this.#unindex(row);
    this.#rows.delete(change);
  }

  #put(row: Row): void {
    const before = this.#rows.get(row.id);
    if (before !== undefined) this.#unindex(before);
    this.#rows.set(row.id, row);
    for (const { field, ids } of this.#indexes) {
      const bucket = ids.get(row[field]) ?? new Set<string>();
      bucket.add(row.id);
      ids.set(row[field], bucket);
    }
  }

  #unindex(row: Row): void {
    for (const { field, ids } of this.#indexes) {
      const bucket = ids.get(row[field]);
      bucket?.delete(row.id);
      if (bucket?.size === 0) ids.delete(row[field]);
    }
  }
}
