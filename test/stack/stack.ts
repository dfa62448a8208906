import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { loadConfig } from '../../worker/platform/index.ts';
import type { Config } from '../../worker/platform/index.ts';
import { keptApiKeys } from './api-keys.ts';
import type { ApiKeys } from './api-keys.ts';
import { bundleFile, makeCurrent } from './builds.ts';
import type { Move } from './builds.ts';
import { apiPart, databasePart, sandboxPart, sparePart, temporalPart, workerPart } from './parts.ts';
import { makePlan } from './plan.ts';
import type { Plan } from './plan.ts';
import { removeStack, writeEnvironment, writeStack } from './stack-file.ts';
import type { StackInfo } from './stack-file.ts';
import { Supervised } from './supervisor.ts';
import type { Part } from './supervisor.ts';
import { empty, take } from './takeover.ts';
import type { Holder } from './takeover.ts';
import { until } from './wait.ts';

export type PartName = 'api' | 'worker' | 'spare' | 'sandbox' | 'temporal' | 'database';

export interface StackOptions {
  /** Its data, logs and `stack.json`. */
  dir: string;
  /** What is configured from outside is not started; the rest reaches worker and API as it is. */
  env: NodeJS.ProcessEnv;
  /** Take any free ports where the environment fixes none: for stacks that start beside each other. */
  anyPorts?: boolean;
  /** Begin without data. */
  fresh?: boolean;
  /** Run a second worker, which goes on where the first is killed. */
  spareWorker?: boolean;
  /** Reports what takes long and what happens later. */
  say?: (line: string) => void;
}

/** The order in which parts stop: the API waits for the worker's answers, the worker for all the rest. */
const stopOrder: PartName[][] = [['api'], ['worker', 'spare'], ['sandbox', 'temporal', 'database']];

/**
 * Starts everything that the environment does not configure, each part in a supervised process, and resolves when all of it is
 * ready. Throws, with nothing left running, when the environment is invalid, a stack already runs in that folder, or a part does
 * not start.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const stack = new Stack(options);
  await stack.start();
  return stack;
}

/** A stack from its start to its end. `startStack` makes one that runs. */
export class Stack {
  readonly #dir: string;
  readonly #options: StackOptions;
  readonly #say: (line: string) => void;
  readonly #parts = new Map<PartName, Supervised>();
  #holder: Holder | null = null;
  #move: Move | null = null;
  #info: StackInfo | null = null;
  #stopping: Promise<void> | null = null;

  constructor(options: StackOptions) {
    this.#dir = options.dir;
    this.#options = options;
    this.#say = options.say ?? (() => undefined);
  }

  /** As in `stack.json`; the process ids are those of now. Throws while the stack is not ready. */
  get info(): StackInfo {
    if (!this.#info) throw new Error('the stack is not ready');
    return this.#info;
  }

  async start(): Promise<void> {
    this.#holder = await take(this.#dir, this.#say);
    try {
      if (this.#options.fresh) empty(this.#dir);
      await this.#startAll();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Stops all parts, those first that need the others, and removes `stack.json`. Also while the start is under way. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  /** Waits until a part that was killed runs again, as another process than `formerPid`, and is ready. */
  async waitForRestart(name: PartName, formerPid: number, deadlineMs = 30_000): Promise<void> {
    const part = this.#parts.get(name);
    if (!part) throw new Error(`${name} is not a part of this stack`);
    await until(`another ${name}`, () => (part.pid === formerPid ? undefined : true), { deadlineMs });
    await part.ready(AbortSignal.timeout(deadlineMs));
  }

  async #startAll(): Promise<void> {
    const dir = this.#dir;
    rmSync(join(dir, 'logs'), { recursive: true, force: true });
    const plan = await makePlan(dir, this.#options.env, { anywhere: this.#options.anyPorts });
    const config = loadConfig(plan.env);
    const [bundle] = await Promise.all([
      plan.env['WORKFLOW_BUNDLE'] || bundleFile(dir, plan.env),
      plan.database && this.#run('database', databasePart(dir, plan.database)),
      plan.temporal && this.#run('temporal', temporalPart(dir, plan.temporal, this.#say)),
      plan.sandbox && this.#run('sandbox', sandboxPart(dir, plan, plan.sandbox)),
    ]);
    if (plan.sandbox) plan.env['APRUVE_WEBHOOK_KEYS_TEST'] = await webhookKey(plan.sandbox.url);
    plan.env['WORKFLOW_BUNDLE'] = bundle;
    await Promise.all([
      this.#run('worker', workerPart(dir, plan, config)),
      this.#options.spareWorker && this.#run('spare', sparePart(dir, plan, config)),
      this.#run('api', apiPart(dir, plan, config)),
    ]);
    this.#move = await makeCurrent(config, bundle, this.#say);
    const keys = await keptApiKeys(dir, plan.apiUrl, plan.env);
    writeEnvironment(dir, plan.env);
    this.#info = this.#describe(plan, config, keys);
    writeStack(dir, this.#info);
  }

  async #run(name: PartName, part: Part): Promise<void> {
    const supervised = new Supervised(part, { runs: (_, pid) => this.#runs(name, pid), say: this.#say });
    this.#parts.set(name, supervised);
    await supervised.start();
  }

  #runs(name: PartName, pid: number): void {
    this.#holder?.runs(name, pid);
    if (!this.#info) return;
    this.#info = { ...this.#info, pids: { ...this.#info.pids, [name]: pid } };
    writeStack(this.#dir, this.#info);
  }

  async #stopAll(): Promise<void> {
    this.#info = null;
    removeStack(this.#dir);
    await this.#move?.stop();
    for (const names of stopOrder) {
      await Promise.all(names.map(async (name) => this.#parts.get(name)?.stop()));
    }
    this.#holder?.release();
  }

  #describe(plan: Plan, config: Config, keys: ApiKeys): StackInfo {
    const pid = (name: PartName): number | null => this.#parts.get(name)?.pid ?? null;
    const { channel } = config.apruve;
    return {
      api_url: plan.apiUrl,
      sandbox_url: plan.sandbox?.url ?? null,
      temporal_address: config.temporal.connection.address,
      temporal_ui_url: config.temporal.uiUrl,
      database_url: config.database.url,
      ...keys,
      webhook_url: plan.webhookUrl,
      metrics: { api: metricsUrl(plan.metricsPorts.api), worker: metricsUrl(plan.metricsPorts.worker) },
      apruve: { merchant_id: channel?.merchantId ?? null, api_key: channel?.apiKey ?? null },
      pids: {
        stack: process.pid,
        api: pid('api') ?? 0,
        worker: pid('worker') ?? 0,
        ...(this.#options.spareWorker && { spare: pid('spare') ?? 0 }),
        temporal: pid('temporal'),
        database: pid('database'),
        sandbox: pid('sandbox'),
      },
    };
  }
}

const metricsUrl = (port: number): string => `http://localhost:${port}/metrics`;

/** The sandbox signs its webhooks with a key of its own. */
async function webhookKey(sandboxUrl: string): Promise<string> {
  const response = await fetch(`${sandboxUrl}/_sandbox/public-key.pem`);
  return response.text();
}
