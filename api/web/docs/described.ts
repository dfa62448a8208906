import { z } from 'zod';
import { FAILURE_CODES, FAILURES, type FailureCode } from '../../../workflows/contract/failures.ts';
import { Problem, problemBody, type ProblemBody, type ProblemDetails } from '../../http/problem.ts';
import type { Examples } from './examples.ts';
import { LINKS } from './links.ts';
import { curlOf, fetchOf, clientOf, type Sample } from './samples.ts';

const content = z.record(z.string(), z.looseObject({ schema: z.looseObject({ $ref: z.string().optional() }).optional() }));
const answer = z.looseObject({ content: content.optional() });
const operation = z.looseObject({
  operationId: z.string(),
  requestBody: z.looseObject({ content }).optional(),
  responses: z.record(z.string(), answer),
});
const paths = z.record(z.string(), z.record(z.string(), operation));
const documentSchema = z.looseObject({ paths, webhooks: paths, components: z.looseObject({}) });
type Operation = z.infer<typeof operation>;
type Content = z.infer<typeof content>;

const JSON_TYPE = 'application/json';

/** The document with what a generator does not need and a reader does: an example of each body and answer, samples, and what follows a call. */
export function describeDocument(document: unknown, examples: Examples): z.infer<typeof documentSchema> {
  const parsed = documentSchema.parse(document);
  return {
    ...parsed,
    paths: mapOperations(parsed.paths, (found, path, method) => describeCall(found, { path, method, examples })),
    webhooks: mapOperations(parsed.webhooks, (found, type) => withBody(found, examples.notifications[type])),
    components: { ...parsed.components, examples: problemExamples(JSON.stringify(parsed.paths)) },
  };
}

function mapOperations(
  from: z.infer<typeof paths>,
  change: (found: Operation, path: string, method: string) => Operation,
): z.infer<typeof paths> {
  const perPath = Object.entries(from).map(([path, methods]) => {
    const changed = Object.entries(methods).map(([method, found]) => [method, change(found, path, method.toUpperCase())]);
    return [path, Object.fromEntries(changed)];
  });
  return Object.fromEntries(perPath);
}

function describeCall(
  found: Operation,
  { path, method, examples }: { path: string; method: string; examples: Examples },
): Operation {
  const { operationId } = found;
  const body = found.requestBody === undefined ? null : (examples.bodies[operationId] ?? {});
  const isSent = body !== null && Object.keys(body).length > 0;
  const sample = { method, path, body: isSent ? body : null, query: examples.queries[operationId] ?? {} };
  const links = linksOf(operationId);
  const responses = Object.entries(found.responses).map(([status, given]) => {
    const example = examples.answers[operationId]?.[status] ?? sameShape(given.content, examples);
    const shown = given.content === undefined || example === undefined ? given.content : withExample(given.content, example);
    return [status, { ...given, ...(shown && { content: shown }), ...(links && /^20[01]$/.test(status) && { links }) }];
  });
  return { ...withBody(found, body), responses: Object.fromEntries(responses), 'x-code-samples': samplesOf(sample) };
}

const samplesOf = (sample: Sample) => [
  { lang: 'bash', label: 'curl', source: curlOf(sample) },
  { lang: 'javascript', label: 'fetch', source: fetchOf(sample) },
  { lang: 'typescript', label: 'Typed client', source: clientOf(sample) },
];

function withBody(found: Operation, example: unknown): Operation {
  if (found.requestBody === undefined || example === undefined) return found;
  return { ...found, requestBody: { ...found.requestBody, content: withExample(found.requestBody.content, example) } };
}

/** Problems have examples of their own. */
const withExample = (given: Content, example: unknown): Content =>
  Object.fromEntries(
    Object.entries(given).map(([type, media]) => [
      type,
      'examples' in media ? media : { ...media, examples: { tried: { summary: 'From a test', value: example } } },
    ]),
  );

/** What no test has got, such as the 202 of most calls, looks like the same shape elsewhere. */
function sameShape(given: Content | undefined, { answers }: Examples): unknown {
  if (given?.[JSON_TYPE]?.schema?.$ref === '#/components/schemas/Checkout') return answers['getCheckout']?.['200'];
  return undefined;
}

function linksOf(operationId: string): Record<string, unknown> | null {
  const next = LINKS[operationId];
  if (next === undefined) return null;
  return Object.fromEntries(Object.entries(next).map(([name, parameters]) => [name, { operationId: name, parameters }]));
}

const DETAILS: Partial<Record<FailureCode, ProblemDetails>> = {
  'invalid-request': { errors: [{ path: 'amount_cents', message: 'is missing' }] },
  'credit-exceeded': { remaining_cents: 2_500 },
  'shipment-exceeded': { remaining_cents: 2_500 },
  'insufficient-credit': { available_cents: 10_000 },
};

/** One for each code that a call can answer. */
function problemExamples(calls: string): Record<string, { summary: string; value: ProblemBody }> {
  const one = (code: FailureCode) => {
    const { title } = FAILURES[code];
    return {
      summary: title,
      value: problemBody(new Problem(code, `${title}.`, DETAILS[code]), 'b1c9e6f0-0d3a-4a57-9d0e-6a2f1d3c7e55'),
    };
  };
  const used = FAILURE_CODES.filter((code) => calls.includes(`"#/components/examples/${code}"`));
  return Object.fromEntries(used.map((code) => [code, one(code)]));
}
