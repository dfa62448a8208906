import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { variables } from '../../../worker/platform/config-variables.ts';

const read = (path: string): string => readFileSync(path, 'utf8');
const known = new Set([...Object.keys(variables.shape), 'TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE', 'NODE_ENV']);
const names = z.record(z.string(), z.unknown());

const container = z.object({
  image: z.literal('apruve-checkout'),
  args: z.array(z.string()),
  securityContext: z.object({ readOnlyRootFilesystem: z.literal(true), allowPrivilegeEscalation: z.literal(false) }),
  volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
});
const pod = z.object({
  securityContext: z.object({ runAsNonRoot: z.literal(true) }),
  containers: z.tuple([container]),
});
const manifest = z.object({
  kind: z.string(),
  data: names.optional(),
  spec: z
    .object({ template: z.object({ spec: pod }).optional() })
    .loose()
    .optional(),
});

const files = z.object({ resources: z.array(z.string()) });
const manifests = files
  .parse(parse(read('deploy/kubernetes/kustomization.yaml')))
  .resources.flatMap((file) => parseAllDocuments(read(`deploy/kubernetes/${file}`)))
  .map((document) => manifest.parse(document.toJS()));

describe('the Kubernetes manifests', () => {
  it('set variables that the product reads', () => {
    const set = manifests.flatMap(({ data }) => Object.keys(data ?? {}));
    expect(set).toContain('TEMPORAL_ADDRESS');
    expect(set.filter((name) => !known.has(name))).toEqual([]);
  });

  it('run programs that are there, as nobody special, with a place for temporary files', () => {
    const pods = manifests.flatMap(({ spec }) => spec?.template?.spec ?? []);
    expect(pods).toHaveLength(3);
    for (const { containers } of pods) {
      const [{ args, volumeMounts }] = containers;
      expect(read(args[0] ?? '')).not.toBe('');
      expect(volumeMounts).toContainEqual({ name: 'tmp', mountPath: '/tmp' });
    }
  });
});

describe('the compose file', () => {
  const service = z.object({ command: z.array(z.string()).optional(), environment: names.optional() });
  const { services } = z.object({ services: z.record(z.string(), service) }).parse(parse(read('compose.yaml'), { merge: true }));

  it('sets variables that the product reads, and gives Apruve’s key to the worker alone', () => {
    for (const name of ['api', 'worker', 'migrate']) {
      const set = Object.keys(services[name]?.environment ?? {});
      expect(set.filter((each) => !known.has(each))).toEqual([]);
      expect(set.includes('APRUVE_API_KEY')).toBe(name === 'worker');
    }
  });

  it('sets everything that a process cannot do without', () => {
    const needed = Object.entries(variables.shape).filter(([, field]) => !z.safeParse(field, undefined).success);
    expect(needed.map(([name]) => name)).toEqual(expect.arrayContaining(['DATABASE_URL', 'SECRETS_KEY', 'PAYLOAD_KEYS']));
    for (const [name] of needed) expect(services['api']?.environment).toHaveProperty(name);
  });

  it('runs programs that are there', () => {
    for (const name of ['api', 'migrate']) expect(read(services[name]?.command?.[0] ?? '')).not.toBe('');
  });
});

describe('the image', () => {
  const lines = read('Dockerfile');

  it('sets variables that the product reads, and does not run as root', () => {
    const set = [...lines.matchAll(/^(?:ENV|\s{4})\s?([A-Z_]+)=/gm)].map(([, name]) => name ?? '');
    expect(set).toEqual(['NODE_ENV', 'METRICS_PORT', 'WORKFLOW_BUNDLE']);
    expect(set.filter((name) => !known.has(name))).toEqual([]);
    expect(lines).toMatch(/^USER node$/m);
  });

  it('is built from every folder of the product', () => {
    const copied = read('.dockerignore').match(/(?<=^!).*/gm);
    for (const folder of ['workflows', 'activities', 'worker', 'api']) expect(copied).toContain(folder);
  });

  it('runs scripts that are there', () => {
    const { scripts } = z.object({ scripts: names }).parse(JSON.parse(read('package.json')));
    for (const [, name] of lines.matchAll(/npm run (\w+)/g)) expect(scripts).toHaveProperty(name ?? '');
  });
});
