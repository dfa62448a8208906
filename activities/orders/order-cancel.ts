import { readWhere, type Apruve, type Read } from '../apruve/client.ts';
import { isUnknown, type ApruveOrder } from '../apruve/entities.ts';
import { ApruveError } from '../apruve/errors.ts';
import { requests } from '../apruve/requests.ts';
import type { PlannedStep } from '../step/do-step.ts';

const isCanceled = ({ status }: ApruveOrder): boolean => status === 'canceled';

/**
 * How an order is canceled at Apruve, whoever made it. An answer that shows it in another state is looked up again. One by an unknown
 * word is believed: Apruve has answered 2xx, and the old state it is not.
 */
export const cancelCall = (apruve: Apruve, orderId: string): Pick<PlannedStep<ApruveOrder>, 'request' | 'find' | 'isDone'> => ({
  request: requests.cancelOrder(orderId),
  find: (wasAnswered) =>
    readWhere(apruve, requests.getOrder(orderId), (order) => isCanceled(order) || (wasAnswered && isUnknown(order.status))),
  isDone: (order) => isCanceled(order) || isUnknown(order.status),
});

/** The order, or null where Apruve does not know its id. */
export async function readOrNull(apruve: Apruve, orderId: string): Promise<Read<ApruveOrder> | null> {
  try {
    return await apruve.send(requests.getOrder(orderId));
  } catch (error) {
    if (error instanceof ApruveError && error.kind === 'not-found') return null;
    throw error;
  }
}
