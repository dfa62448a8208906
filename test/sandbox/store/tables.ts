import { type Entry, Journal, type Line } from './journal.ts';
import type { AccountRow, EndpointRow, InvoiceRow, MerchantRow, OrderRow, PaymentRow, ReturnRow, ShipmentRow } from './rows.ts';
import type { DeliveryRow, FaultRow, RequestRow, SettingsRow } from './sandbox-rows.ts';
import { Table } from './table.ts';

const LOG_LIMIT = 20_000;

const makeTables = (record: (entry: Entry) => void, requestsKept: number) => ({
  settings: new Table<SettingsRow>('settings', record),
  merchants: new Table<MerchantRow>('merchants', record, { indexes: ['api_key'] }),
  accounts: new Table<AccountRow>('accounts', record, { indexes: ['merchant_id'] }),
  endpoints: new Table<EndpointRow>('endpoints', record, { indexes: ['merchant_id'] }),
  orders: new Table<OrderRow>('orders', record, { indexes: ['account_id', 'merchant_id', 'merchant_order_id', 'secure_hash'] }),
  invoices: new Table<InvoiceRow>('invoices', record, { indexes: ['order_id'] }),
  payments: new Table<PaymentRow>('payments', record, { indexes: ['invoice_id'] }),
  shipments: new Table<ShipmentRow>('shipments', record, { indexes: ['invoice_id'] }),
  returns: new Table<ReturnRow>('returns', record, { indexes: ['invoice_id'] }),
  deliveries: new Table<DeliveryRow>('deliveries', record, { limit: LOG_LIMIT }),
  faults: new Table<FaultRow>('faults', record),
  requests: new Table<RequestRow>('requests', record, { limit: requestsKept }),
});

export type Tables = ReturnType<typeof makeTables>;

export type Store = {
  readonly tables: Tables;
  /** Forgets every row, in memory and in the file. */
  clear(): void;
  close(): void;
};

const replay = (tables: Tables, lines: readonly Line[]): void => {
  const byName = new Map(Object.values(tables).map((table) => [table.name, table]));
  for (const { table, json } of lines) byName.get(table)?.replay(json);
};

/**
 * Opens the sandbox's memory. With a `stateFile` it begins with what that file remembers and keeps it up to date;
 * without one it is forgotten with the process.
 */
export const openStore = (stateFile?: string, requestsKept = LOG_LIMIT): Store => {
  let journal: Journal | undefined;
  const tables = makeTables((entry) => journal?.append(entry), requestsKept);
  const all = Object.values(tables);
  const snapshot = (): Entry[] => all.flatMap((table) => table.all().map((row) => ({ table: table.name, change: row })));
  if (stateFile !== undefined) {
    const file = new Journal(stateFile, snapshot);
    try {
      replay(tables, file.read());
    } catch (cause) {
      throw new Error(`${stateFile} is no state file of the sandbox; name another, or delete it to begin empty.`, { cause });
    }
    file.rewrite();
    journal = file;
  }
  return {
    tables,
    clear: () => {
      for (const table of all) table.clear();
      journal?.rewrite();
    },
    close: () => {
      journal?.close();
      journal = undefined;
    },
  };
};
