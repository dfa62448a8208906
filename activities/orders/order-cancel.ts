import type { Apruve, Read } from '../apruve/client.ts';
import { orderSchema, type ApruveOrder } from '../apruve/entities.ts';
import { ApruveError } from '../apruve/errors.ts';
import type { StepCalls } from '../step/do-step.ts';

/** How an order is canceled at Apruve, whoever it belonged to: an answer that does not show it canceled is looked up again. */
export const cancelCalls = (apruve: Apruve, orderId: string): StepCalls<ApruveOrder> => ({
  send: async () => {
    const read = await apruve.cancelOrder(orderId);
    if (read.data.status === 'canceled') return read;
    const isNotified = `Apruve answered the cancel of ${orderId} with status ${read.data.status}`;
    throw new ApruveError('unreachable', isNotified, { ...read.answer, effect: 'done-or-not' });
  },
  find: async () => {
    const read = await apruve.getOrder(orderId);
    return read.data.status === 'canceled' ? read : null;
  },
  parse: (body) => orderSchema.parse(body),
});

/** The order, or null where Apruve does not know its id. */
export async function readOrNull(apruve: Apruve, orderId: string): Promise<Read<ApruveOrder> | null> {
  try {
    return await apruve.getOrder(orderId);
  } catch (error) {
    if (error instanceof ApruveError && error.kind === 'not-found') return null;
    throw error;
  }
}
