import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** The variables that fix a port, each with the port that is usual without it. */
const usualPorts = {
  PORT: 3000,
  SANDBOX_PORT: 4010,
  TEMPORAL_PORT: 7233,
  TEMPORAL_UI_PORT: 8233,
  DATABASE_PORT: 5432,
  API_METRICS_PORT: 9464,
  WORKER_METRICS_PORT: 9465,
};

export type PortVariable = keyof typeof usualPorts;

export interface PortOptions {
  /** Where no variable fixes a port, take any free one: several stacks that start together do not choose alike. */
  anywhere?: boolean | undefined;
  isFree?: (port: number) => Promise<boolean>;
}

/**
 * Chooses ports on the loopback address, none twice: the one that the variable fixes, else the usual one, else the
 * next free. The chooser throws where a fixed port is none or is taken.
 */
export function portChooser(env: NodeJS.ProcessEnv, options: PortOptions = {}): (variable: PortVariable) => Promise<number> {
  const { anywhere = false, isFree = freeNow } = options;
  const used = new Set<number>();
  const fixed = new Set(Object.keys(usualPorts).map((variable) => Number(env[variable])));
  return async (variable) => {
    const wish = env[variable];
    if (wish) {
      const port = Number(wish);
      if (!Number.isInteger(port) || port < 1 || port > 65_535)
        throw new Error(`${variable}: expected a port, 1 to 65535, got "${wish}"`);
      if (used.has(port)) throw new Error(`${variable}: port ${port} is asked for twice`);
      if (!(await isFree(port)))
        throw new Error(`${variable}: port ${port} is taken; stop what listens there, or choose another`);
      used.add(port);
      return port;
    }
    let port = anywhere ? await anyPort() : usualPorts[variable];
    // What another variable fixes is not ours, even where it is free yet.
    while (used.has(port) || fixed.has(port) || !(await isFree(port))) port += 1;
    used.add(port);
    return port;
  };
}

/** Whether a server can listen on that port of the loopback address now. */
function freeNow(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** Below the range that operating systems give to outgoing connections: those would take the port before it is listened on. */
const ANY_PORT = { from: 10_000, to: 30_000 };

/** A free port, chosen at random, so that programs that choose at the same time rarely choose the same. */
export async function anyPort(): Promise<number> {
  for (;;) {
    const port = randomInt(ANY_PORT.from, ANY_PORT.to);
    if (await freeNow(port)) return port;
  }
}
