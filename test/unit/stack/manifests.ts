import { readFileSync } from 'node:fs';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { SECRETS } from './secrets.ts';

// Reads the Kubernetes manifests as a cluster would, and fails where one is less careful than all should be.

const named = z.object({ name: z.string() });
const values = z.record(z.string(), z.string());

const container = z.object({
  image: z.literal('apruve-checkout'),
  args: z.array(z.string()),
  env: z.array(named.extend({ value: z.string() })).default([]),
  envFrom: z.array(z.object({ configMapRef: named.optional(), secretRef: named.optional() })),
  ports: z.array(named.extend({ containerPort: z.number() })).optional(),
  resources: z.object({ requests: values, limits: z.object({ memory: z.string() }) }),
  securityContext: z.object({
    readOnlyRootFilesystem: z.literal(true),
    allowPrivilegeEscalation: z.literal(false),
    capabilities: z.object({ drop: z.tuple([z.literal('ALL')]) }),
  }),
  volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
});
const pod = z.object({
  automountServiceAccountToken: z.literal(false),
  terminationGracePeriodSeconds: z.number().optional(),
  securityContext: z.object({ runAsNonRoot: z.literal(true), runAsUser: z.number() }),
  containers: z.tuple([container]),
});
const manifest = z.object({
  kind: z.string(),
  metadata: named,
  data: values.optional(),
  stringData: values.optional(),
  spec: z.object({ template: z.object({ spec: pod }).optional() }).optional(),
});

const read = (file: string): string => readFileSync(`deploy/kubernetes/${file}`, 'utf8');
const { resources } = z.object({ resources: z.array(z.string()) }).parse(parse(read('kustomization.yaml')));

/** Every manifest, the example of the secrets among them. */
export const manifests = [...resources, 'secrets.example.yaml']
  .flatMap((file) => parseAllDocuments(read(file)))
  .map((document) => manifest.parse(document.toJS()));

/** The pod of a deployment or job. */
export function podOf(name: string): z.infer<typeof pod> {
  const found = manifests.find(({ metadata, spec }) => metadata.name === name && spec?.template);
  if (!found?.spec?.template) throw new Error(`No pod is called ${name}.`);
  return found.spec.template.spec;
}

/** The environment of a pod's container, with the secrets filled in where an operator has to. */
export function envOf(name: string): Record<string, string> {
  const { env, envFrom } = podOf(name).containers[0];
  const sources = envFrom.map(({ configMapRef, secretRef }) => {
    const [kind, ref] = configMapRef ? ['ConfigMap', configMapRef.name] : ['Secret', secretRef?.name];
    const found = manifests.find((each) => each.kind === kind && each.metadata.name === ref);
    if (!found) throw new Error(`${name} reads the ${kind} ${ref}, which is not there.`);
    return found.data ?? found.stringData ?? {};
  });
  const filled: Record<string, string> = SECRETS;
  const all = sources.flatMap((source) => Object.entries(source));
  const own = env.map((each) => [each.name, each.value]);
  return Object.fromEntries([...all.map(([key, value]) => [key, value === '' ? (filled[key] ?? '') : value]), ...own]);
}
