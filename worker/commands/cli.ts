import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { migrateLedger, queryFailure } from '../../activities/ledger/database.ts';
import { createLogger, loadConfig, loadDatabaseUrl, withLocalStack } from '../platform/index.ts';
import { bundleWorkflows } from '../bundle.ts';
import { adopt, describeOutcome, describeTally, readWish } from './adopt.ts';
import { audit, describeFinding } from './audit.ts';
import { deploy } from './deploy.ts';
import { erase, readErasureWish } from './erase.ts';
import { find } from './find.ts';
import { readReplayWish, replay } from './replay.ts';
import { installRuntime } from '../metrics/runtime.ts';
import { repair } from '../repair/repair.ts';
import { describeRepair, readRepairWish } from './repair.ts';
import { reseal } from './reseal.ts';
import { describeReconciliation, progressBar, reconcile } from './reconcile.ts';

/**
 * The commands of `npm run`, against the environment or the stack that runs on this machine. Exit code 0: all is well; 1: somebody has to
 * look; 2: the command failed.
 */
const COMMANDS: Record<string, (env: NodeJS.ProcessEnv) => Promise<0 | 1>> = {
  adopt: runAdopt,
  audit: runAudit,
  reconcile: runReconcile,
  migrate: runMigrations,
  bundle: runBundle,
  deploy: runDeploy,
  erase: runErasure,
  find: runSearch,
  repair: runRepair,
  replay: runReplay,
  reseal: runResealing,
};

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Prints a line for each order with what became of it, and how many became what. */
async function runAdopt(env: NodeJS.ProcessEnv): Promise<0 | 1> {
  const wish = await readWish(process.argv.slice(3));
  const tally = await adopt(loadConfig(env), wish, (order, outcome) => print(describeOutcome(order, outcome, wish.apply)));
  print(describeTally(tally, wish.apply));
  return tally.refused + tally.failed === 0 ? 0 : 1;
}

/** Prints a line for each disagreement between rows, workflows and Apruve, and for each checkout that cannot be read. */
async function runAudit(env: NodeJS.ProcessEnv): Promise<0 | 1> {
  const count = await audit(loadConfig(env), (finding) => print(`${finding.checkoutId}  ${describeFinding(finding)}`));
  print(count === 0 ? 'Rows, workflows and Apruve agree.' : `${count} findings.`);
  return count === 0 ? 0 : 1;
}

/** Prints what became of a process that was stuck or gone. */
async function runRepair(env: NodeJS.ProcessEnv): Promise<0 | 1> {
  const wish = readRepairWish(process.argv.slice(3));
  const config = loadConfig(env);
  const { workflowBundle: codePath } = config;
  const outcome = await repair(config, wish, async () => (codePath === null ? bundleWorkflows() : { codePath }));
  const { line, code } = describeRepair(wish.id, outcome);
  print(line);
  return code;
}

/** Prints a line for each workflow whose history the code cannot repeat. */
async function runReplay(env: NodeJS.ProcessEnv): Promise<0 | 1> {
  const wish = readReplayWish(process.argv.slice(3));
  const config = loadConfig(env);
  // What fails is printed, so the SDK need not log it.
  await installRuntime(createLogger('silent', 'worker'), { metrics: false });
  let failed = 0;
  const count = await replay(config, wish, ({ workflowId, build, why }) => {
    failed += 1;
    print(`${workflowId}  ${build}  ${why}`);
  });
  print(`${count} workflows replayed, ${failed} failed.`);
  return failed === 0 ? 0 : 1;
}

/** Prints how far a reconciliation is, what it did, and a line for each checkout that it could not repair. `--all`: it asks for everything. */
async function runReconcile(env: NodeJS.ProcessEnv): Promise<0 | 1> {
  const { values } = parseArgs({ args: process.argv.slice(3), options: { all: { type: 'boolean' } } });
  const result = await reconcile(loadConfig(env), { thorough: values.all ?? false }, progressBar(process.stderr));
  for (const line of describeReconciliation(result)) print(line);
  return result.unrepaired.length + (result.heldUp ?? []).length === 0 ? 0 : 1;
}

/** Writes the bundled workflows, with which a worker starts in a few seconds; see `WORKFLOW_BUNDLE`. */
async function runBundle(): Promise<0> {
  const file = process.argv[3] ?? 'build/workflows.cjs';
  const { code } = await bundleWorkflows();
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, code);
  print(`${file} holds the workflows of this version.`);
  return 0;
}

/** Erases a buyer from the ledger, or says what that would erase. */
async function runErasure(env: NodeJS.ProcessEnv): Promise<0 | 1> {
  const wish = readErasureWish(process.argv.slice(3));
  return (await erase(loadConfig(env), wish, print)) ? 0 : 1;
}

/** Seals the secrets of the database with the first of the keys, and prints how many. */
async function runResealing(env: NodeJS.ProcessEnv): Promise<0 | 1> {
  return (await reseal(loadConfig(env, 'api'), print)) ? 0 : 1;
}

/** Prints the workflows of an order number. */
async function runSearch(env: NodeJS.ProcessEnv): Promise<0 | 1> {
  return (await find(loadConfig(env), process.argv[3] ?? '', print)) ? 0 : 1;
}

/** Lists the builds of the workflows, or makes one current, and prints what is still to move. */
async function runDeploy(env: NodeJS.ProcessEnv): Promise<0> {
  await deploy(loadConfig(env, 'api'), process.argv.slice(3), print);
  return 0;
}

/** Brings the tables to this version's shape, with nothing but the address of a role that may. */
async function runMigrations(env: NodeJS.ProcessEnv): Promise<0> {
  await migrateLedger(loadDatabaseUrl(env));
  print('The tables have the shape of this version.');
  return 0;
}

/** The database's own words say more than the query that failed. */
function reasonOf(error: unknown): string {
  const failed = queryFailure(error)?.cause ?? error;
  return failed instanceof Error ? failed.message : String(failed);
}

try {
  const run = COMMANDS[process.argv[2] ?? ''];
  if (run === undefined) throw new Error(`Usage: npm run ${Object.keys(COMMANDS).join(' | npm run ')}`);
  process.exitCode = await run(withLocalStack(process.env));
} catch (error) {
  process.stderr.write(`${reasonOf(error)}\n`);
  process.exitCode = 2;
}
