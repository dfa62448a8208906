import type { Repair, RepairWish } from '../repair/repair.ts';

const USAGE = 'Usage: npm run repair -- <id of a checkout or workflow> [--from-ledger]';

/** What the command line asks for. Throws where it does not say. */
export function readRepairWish(args: readonly string[]): RepairWish {
  const [id, ...others] = args.filter((arg) => arg !== '--from-ledger');
  if (id === undefined || id.startsWith('-') || others.length > 0) throw new Error(USAGE);
  return { id, fromLedger: args.includes('--from-ledger') };
}

const OUTCOMES: Record<Repair, string> = {
  healthy: 'goes on by itself, or has ended: nothing was to be repaired.',
  reset: 'goes on from its last good workflow task; what it was told since was told to it again.',
  renewed: 'goes on as a new process, with what the ledger holds. What was asked and not done has to be asked for again.',
  failing:
    'still fails at every try. Put the code right, or go back to the version before; or begin anew from the ledger: npm run repair -- <id> --from-ledger',
  waiting:
    'was repaired, and no worker has taken it up yet: start one, then repair it again, so that it follows the current build.',
  'beyond-repair': 'cannot be reset, and the ledger has nothing to begin anew from: terminate it, and ask for what it did again.',
};

/** The outcome in a sentence, and the exit code. */
export const describeRepair = (id: string, outcome: Repair): { line: string; code: 0 | 1 } => ({
  line: `${id} ${OUTCOMES[outcome].replace('<id>', id)}`,
  code: outcome === 'healthy' || outcome === 'reset' || outcome === 'renewed' ? 0 : 1,
});
