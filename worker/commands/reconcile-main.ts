import { randomUUID } from 'node:crypto';
import { RECONCILE_WORKFLOW_TYPE, type ReconcileResult } from '../../workflows/contract/reconcile.ts';
import { connectTemporal, loadConfig, withLocalStack } from '../platform/index.ts';

/** `npm run reconcile`: one reconciliation now, beside the scheduled ones; ends with 1 where something could not be repaired. */
try {
  const config = loadConfig(withLocalStack(process.env));
  const temporal = await connectTemporal(config);
  const options = { workflowId: `reconcile-now-${randomUUID()}`, taskQueue: config.temporal.taskQueue };
  const result: ReconcileResult = await temporal.client.workflow.execute(RECONCILE_WORKFLOW_TYPE, options);
  process.stdout.write(
    `${result.looked} checkouts looked at, ${result.told} told to look again, ${result.released} orphan orders being released, ` +
      `${result.swept} events of the inbox settled, ${result.woken} senders of notifications woken.\n`,
  );
  for (const { checkoutId, why } of result.unrepaired) process.stdout.write(`${checkoutId} needs a person: ${why}\n`);
  process.exitCode = result.unrepaired.length === 0 ? 0 : 1;
  await temporal.close();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
