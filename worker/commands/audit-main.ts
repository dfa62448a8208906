import { audit } from './audit.ts';
import { loadConfig, withLocalStack } from '../platform/index.ts';

/** `npm run audit`: a line per disagreement between rows, workflows and Apruve; ends with 1 if there is any. */
try {
  const count = await audit(loadConfig(withLocalStack(process.env)), ({ checkoutId, about, ledger, found }) => {
    process.stdout.write(`${checkoutId}  ${about}: the ledger says ${JSON.stringify(ledger)}, found ${JSON.stringify(found)}\n`);
  });
  process.stdout.write(count === 0 ? 'Rows, workflows and Apruve agree.\n' : `${count} disagreements.\n`);
  process.exitCode = count === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
