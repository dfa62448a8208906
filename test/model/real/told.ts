import { countNotifications } from '../../support/tables.ts';
import { until } from '../../stack/wait.ts';
import type { Receiver } from '../../support/receiver.ts';
import { paymentStatusOf, statusOf } from '../model/money.ts';
import type { Checkout, Model } from '../model/state.ts';
import type { Lane } from './lane.ts';

type Told = Receiver['taken'][number];

/**
 * The notifications of each checkout, at rest: everything in the outbox arrived, signed (the receiver accepts nothing else),
 * once, in its sequence without a gap; and following them leads to the checkout's state.
 */
export async function untold(model: Model, lane: Lane): Promise<string[]> {
  const found: string[] = [];
  for (const checkout of model.checkouts) {
    const due = await outboxOf(lane, checkout);
    const mine = (): Told[] => lane.receiver.taken.filter(({ data }) => data.id === checkout.id);
    const all = (): true | undefined => (mine().length >= due ? true : undefined);
    await until(`${due} notifications of ${checkout.id}`, all, { deadlineMs: lane.patienceMs, everyMs: 10 }).catch(
      () => undefined,
    );
    found.push(...faultsOf(checkout, mine(), due));
  }
  return found;
}

const outboxOf = ({ rig }: Lane, { id }: Checkout): Promise<number> => countNotifications(rig.ledger.db, id);

const STATUSES = new Set([
  'awaiting_authorization',
  'awaiting_approval',
  'authorized',
  'invoiced',
  'paid',
  'canceled',
  'declined',
  'expired',
  'abandoned',
]);

function faultsOf(checkout: Checkout, told: Told[], due: number): string[] {
  const sequence = told.map((each) => each.sequence);
  const expected = Array.from({ length: due }, (_, at) => at + 1);
  const inOrder = JSON.stringify(sequence) === JSON.stringify(expected);
  const path = told.map(({ type }) => type.replace('checkout.', '')).filter((status) => STATUSES.has(status));
  const again = path.some((status, at) => status === path[at - 1]);
  const arrives = path[0] === 'awaiting_authorization' && path.at(-1) === statusOf(checkout);
  const last = told.at(-1)?.data;
  const upToDate = last?.status === statusOf(checkout) && last.payment_status === paymentStatusOf(checkout);
  return [
    ...(inOrder ? [] : [`notifications: ${due} are due, told were ${sequence.join(', ')}`]),
    ...(arrives && !again ? [] : [`notifications: the shop was told ${path.join(', ')} of what is ${statusOf(checkout)}`]),
    ...(upToDate ? [] : [`notifications: the last one shows ${String(last?.status)}, ${String(last?.payment_status)}`]),
    ...checkout.invoices.flatMap(({ id, here }) => {
      // A funding is told whenever it is heard, also behind what came after it. A payment that failed moves nothing.
      const leads = ({ type }: Told) =>
        type.startsWith('invoice.') && type !== 'invoice.payment_failed' && (type !== 'invoice.funded' || here === 'funded');
      const heard = told.findLast((each) => each.invoice_id === id && leads(each))?.type;
      return heard === `invoice.${here}` ? [] : [`notifications: of the invoice ${id}, which is ${here}, the last was ${heard}`];
    }),
  ];
}
