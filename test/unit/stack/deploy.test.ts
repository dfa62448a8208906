import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { variables } from '../../../worker/platform/config-variables.ts';
import { parseDuration } from '../../../worker/platform/duration.ts';
import { loadConfig, loadDatabaseUrl } from '../../../worker/platform/index.ts';
import { envOf, manifests, podOf } from './manifests.ts';
import { SECRETS, TEMPORAL } from './secrets.ts';

const read = (path: string): string => readFileSync(path, 'utf8');
/** What the image itself sets. */
const IMAGE = ['NODE_ENV', 'MALLOC_ARENA_MAX', 'METRICS_PORT', 'WORKFLOW_BUNDLE'];
const known = new Set([...Object.keys(variables.shape), ...TEMPORAL, ...IMAGE]);
const unknown = (env: object): string[] => Object.keys(env).filter((name) => !known.has(name));
const graceMs = (seconds: number): number => seconds * 1_000 - variables.shape.SHUTDOWN_GRACE.parse(undefined);

describe('the Kubernetes manifests', () => {
  const api = envOf('checkout-api');
  const worker = envOf('checkout-worker');
  const background = envOf('checkout-background');
  const job = envOf('checkout-migrate');
  const current = envOf('checkout-current');
  const production = { APRUVE_MODE: 'production', APRUVE_WEBHOOK_KEYS_PRODUCTION: SECRETS.APRUVE_WEBHOOK_KEYS_PRODUCTION };

  it('set variables that the product reads', () => {
    for (const env of [api, worker, background, job, current]) expect(unknown(env)).toEqual([]);
    expect(Object.keys(api)).toContain('TEMPORAL_ADDRESS');
  });

  it('give each process an environment that it can start with, in production too', () => {
    for (const mode of [{}, production]) {
      expect(loadConfig({ ...current, ...mode }, 'api').temporal.taskQueue).toBe('checkouts');
      expect(loadConfig({ ...api, ...mode }, 'api').apruve.channel?.apiKey).toBeNull();
      expect(loadConfig({ ...worker, ...mode }, 'worker').apruve.channel?.apiKey).toBe(SECRETS.APRUVE_API_KEY);
    }
    expect(loadDatabaseUrl(job)).toBe(SECRETS.DATABASE_URL);
  });

  it('have workers for the checkouts, and others for what nobody waits for', () => {
    expect([worker, background].map((env) => loadConfig(env).role)).toEqual(['till', 'background']);
  });

  it('give Apruve’s key to the workers alone, and the job nothing but the database', () => {
    expect(Object.keys(api)).not.toContain('APRUVE_API_KEY');
    expect([api, worker].map((env) => 'OPENID_CLIENT_SECRET' in env)).toEqual([true, false]);
    expect(Object.keys(job)).toEqual(['DATABASE_URL']);
  });

  it('hold no secret', () => {
    for (const { stringData } of manifests) expect(Object.values(stringData ?? {}).filter((value) => value !== '')).toEqual([]);
  });

  it.each(['checkout-api', 'checkout-worker', 'checkout-background', 'checkout-migrate', 'checkout-current'])(
    '%s runs a program that is there, as nobody special',
    (name) => {
      const { containers, securityContext, terminationGracePeriodSeconds } = podOf(name);
      const [{ args, volumeMounts, ports }] = containers;
      expect(existsSync(args[0] ?? '')).toBe(true);
      expect(securityContext.runAsUser).toBeGreaterThan(0);
      expect(volumeMounts).toContainEqual({ name: 'tmp', mountPath: '/tmp' });
      if (ports === undefined) return;
      expect(ports).toContainEqual({ name: 'metrics', containerPort: 9464 });
      // The API waits for five seconds before it is told to stop.
      expect(graceMs(terminationGracePeriodSeconds ?? 0)).toBeGreaterThan(5_000);
    },
  );

  it('scale the workers by how busy they are', () => {
    const { scaleTargetRef, metrics } = parse(read('deploy/kubernetes/worker-scaling.yaml')).spec;
    expect(scaleTargetRef).toMatchObject({ kind: 'Deployment', name: 'checkout-worker' });
    expect(metrics).toMatchObject([{ resource: { name: 'cpu' } }]);
  });
});

describe('the compose file', () => {
  const service = z.object({
    command: z.array(z.string()).optional(),
    environment: z.record(z.string(), z.string().nullable()).optional(),
    read_only: z.boolean().optional(),
    stop_grace_period: z.string().optional(),
  });
  const { services } = z.object({ services: z.record(z.string(), service) }).parse(parse(read('compose.yaml'), { merge: true }));
  const envOfService = (name: string): Record<string, string> =>
    Object.fromEntries(Object.entries(services[name]?.environment ?? {}).map(([key, value]) => [key, fill(key, value)]));

  it.each(['api', 'worker', 'current', 'migrate'])(
    '%s has variables that the product reads, and a program that is there',
    (name) => {
      expect(unknown(envOfService(name))).toEqual([]);
      expect(existsSync(services[name]?.command?.[0] ?? '')).toBe(true);
      expect(services[name]?.read_only).toBe(true);
    },
  );

  it('gives each process an environment that it can start with', () => {
    expect(loadConfig(envOfService('api'), 'api').apruve.channel).not.toBeNull();
    expect(loadConfig(envOfService('worker'), 'worker').apruve.channel?.apiKey).toBe(SECRETS.APRUVE_API_KEY);
    expect(Object.keys(envOfService('api'))).not.toContain('APRUVE_API_KEY');
  });

  it('passes on every variable but what the containers fix', () => {
    const fixed = new Set(['HOST', 'PORT', ...IMAGE]);
    const passedOn = ['api', 'worker'].flatMap((name) => Object.keys(envOfService(name)));
    expect(passedOn).toEqual(expect.arrayContaining(Object.keys(variables.shape).filter((name) => !fixed.has(name))));
  });

  it('lets processes end by themselves, and migrates with another role than they have', () => {
    expect(graceMs((parseDuration(services['worker']?.stop_grace_period ?? '') ?? 0) / 1_000)).toBeGreaterThan(0);
    const user = (name: string): string => new URL(envOfService(name)['DATABASE_URL'] ?? '').username;
    expect([user('migrate'), user('api'), user('worker')]).toEqual(['checkout', 'checkout_runtime', 'checkout_runtime']);
  });
});

/** What Docker Compose makes of a value, with the secrets and nothing else in `.env`. */
function fill(name: string, value: string | null): string {
  if (value === null) return '';
  return value.replaceAll(/\$\{([A-Z_]+):(\?|-([^}]*))\}/g, (_, variable: string, rule: string, otherwise: string) =>
    rule === '?' ? (SECRETS[variable as keyof typeof SECRETS] ?? `${name}-needs-${variable}`) : otherwise,
  );
}

describe('the image', () => {
  const lines = read('Dockerfile');

  it('sets variables that the product reads, and does not run as root', () => {
    const set = [...lines.matchAll(/^(?:ENV|\s{4})\s?([A-Z_]+)=/gm)].map(([, name]) => name ?? '');
    expect(set).toEqual(IMAGE);
    expect(lines).toMatch(/^USER node$/m);
  });

  it('is built from every folder of the product, and from nothing else', () => {
    const copied = read('.dockerignore').match(/(?<=^!).*/gm);
    const files = ['package.json', 'package-lock.json', '.npmrc', 'tsconfig.json'];
    expect(copied).toEqual([...files, 'workflows', 'activities', 'worker', 'api']);
    for (const path of copied ?? []) expect(existsSync(path)).toBe(true);
  });

  it('runs scripts and programs that are there', () => {
    const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')));
    for (const [, name] of lines.matchAll(/npm run (\w+)/g)) expect(scripts).toHaveProperty(name ?? '');
    for (const [, path] of lines.matchAll(/^CMD \["([^"]+)"/gm)) expect(existsSync(path ?? '')).toBe(true);
  });
});
