import { readWhere, type Apruve, type Read } from '../apruve/client.ts';
import type { ApruveOrder } from '../apruve/entities.ts';
import { ApruveError } from '../apruve/errors.ts';
import { requests } from '../apruve/requests.ts';
import type { PlannedStep } from '../step/do-step.ts';

const isCanceled = ({ status }: ApruveOrder): boolean => status === 'canceled';

/** How an order is canceled at Apruve, whoever made it. An answer that does not show it canceled is looked up again. */
export const cancelCall = (apruve: Apruve, orderId: string): Pick<PlannedStep<ApruveOrder>, 'request' | 'find' | 'isDone'> => ({
  request: requests.cancelOrder(orderId),
  find: () => readWhere(apruve, requests.getOrder(orderId), isCanceled),
  isDone: isCanceled,
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
