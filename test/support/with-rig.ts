import { afterAll, beforeAll, beforeEach } from 'vitest';
import { startReceiver, type Receiver } from './receiver.ts';
import { EXAMPLES_INTO } from './recorded.ts';
import { startRig, type Rig, type RigOptions } from './rig.ts';
import { control } from './shop.ts';

export type Environment = Record<string, string>;

/** Stands for a value that exists only when the tests run, so that a set-up can return it before. */
export function late<T extends object>(what: string, found: () => T | undefined): T {
  const there = (): T => {
    const it = found();
    if (it === undefined) throw new Error(`The ${what} is not there yet: use it in a test or a hook.`);
    return it;
  };
  return new Proxy({} as T, {
    get: (_, key): unknown => Reflect.get(there(), key),
    set: (_, key, value) => Reflect.set(there(), key, value),
  });
}

/**
 * The rig of a file or a `describe`: started before its tests, stopped after them. An environment that is known only then is read
 * then. Faults are removed before each test.
 */
export function withRig(env: Environment | (() => Environment) = {}, options: RigOptions = {}): Rig {
  let rig: Rig | undefined;
  let shop: Receiver | undefined;
  afterAll(() => shop?.close());
  beforeAll(async () => {
    // While examples are recorded every rig has a shop that is told what happens.
    if (process.env[EXAMPLES_INTO] !== undefined) shop = await startReceiver();
    rig = await startRig({ ...shop?.env, ...(typeof env === 'function' ? env() : env) }, options);
  });
  afterAll(() => rig?.stop());
  const started = late('rig', () => rig);
  beforeEach(() => control(started, 'DELETE', '/faults'));
  return started;
}

/** The same for a shop's receiver of notifications. Name it before the rig, which then stops before it. */
export function withReceiver(): Receiver {
  let receiver: Receiver | undefined;
  beforeAll(async () => {
    receiver = await startReceiver();
  });
  afterAll(() => receiver?.close());
  return late('receiver', () => receiver);
}
