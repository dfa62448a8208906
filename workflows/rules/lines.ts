import type { KeptLines, LineItem } from '../contract/requests.ts';
import { sum } from './money.ts';

/** Lines of an invoice or a shipment, or what stands for them. */
interface Goods {
  items?: readonly LineItem[] | undefined;
  lines?: KeptLines | undefined;
}

/** What lines come to, in cents; undefined where there are none. */
export const linesCents = ({ items, lines }: Goods): number | undefined =>
  lines?.totalCents ?? (items && sum(items.map((line) => line.price_total_cents)));
