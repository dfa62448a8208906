import { CancellationScope, setHandler } from '@temporalio/workflow';
import { returnInvoiceUpdate, type ReturnsInput } from './contract/returns.ts';
import { ReturnsProcess } from './process/returns-process.ts';
import { makeReturn } from './steps/make-return.ts';

/**
 * The returns of one checkout, one at a time, so that their sum never exceeds an invoice. It runs while there is one to make; the
 * next return starts it again, also long after the checkout has ended. A cancel in Temporal does not stop it: what Apruve may have done
 * must become known.
 */
export async function returnWorkflow(input: ReturnsInput): Promise<void> {
  const returns = new ReturnsProcess(input);
  setHandler(returnInvoiceUpdate, (request) => returns.ask(request), { validator: (request) => returns.admit(request) });
  await CancellationScope.nonCancellable(async () => {
    for (let next = await returns.next(); next !== undefined; next = await returns.next()) await makeReturn(returns, next);
  });
}
