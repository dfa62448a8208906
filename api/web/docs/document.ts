import { z } from 'zod';

/** The part of a JSON schema that the page shows. */
export interface Shape {
  $ref?: string | undefined;
  type?: string | string[] | undefined;
  description?: string | undefined;
  format?: string | undefined;
  enum?: (string | number | null)[] | undefined;
  properties?: Record<string, Shape> | undefined;
  required?: string[] | undefined;
  items?: Shape | undefined;
  anyOf?: Shape[] | undefined;
  oneOf?: Shape[] | undefined;
  allOf?: Shape[] | undefined;
  default?: unknown;
}

const shape: z.ZodType<Shape> = z.lazy(() =>
  z.object({
    $ref: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    description: z.string().optional(),
    format: z.string().optional(),
    enum: z.array(z.union([z.string(), z.number(), z.null()])).optional(),
    properties: z.record(z.string(), shape).optional(),
    required: z.array(z.string()).optional(),
    items: shape.optional(),
    anyOf: z.array(shape).optional(),
    oneOf: z.array(shape).optional(),
    allOf: z.array(shape).optional(),
    default: z.unknown().optional(),
  }),
);

const content = z.record(z.string(), z.object({ schema: shape.optional() })).optional();

const operation = z.object({
  tags: z.array(z.string()).default([]),
  summary: z.string().default(''),
  description: z.string().optional(),
  security: z.array(z.record(z.string(), z.array(z.string()))).default([]),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.string(),
        required: z.boolean().default(false),
        description: z.string().optional(),
        schema: shape.optional(),
      }),
    )
    .default([]),
  requestBody: z.object({ required: z.boolean().default(false), content }).optional(),
  responses: z.record(z.string(), z.object({ description: z.string(), content })),
});

const documentSchema = z.object({
  info: z.object({ title: z.string(), description: z.string().default('') }),
  paths: z.record(z.string(), z.partialRecord(z.enum(['get', 'post', 'patch', 'delete']), operation)),
  components: z.object({ schemas: z.record(z.string(), shape).default({}) }),
});

export type Operation = z.infer<typeof operation> & { method: string; path: string; id: string; scopes: string[] };

export interface DocumentView {
  title: string;
  description: string;
  /** Operations by tag, both in the order of the document. */
  groups: { tag: string; operations: Operation[] }[];
  schemas: [string, Shape][];
}

/** Reads an OpenAPI document into the parts that the page shows. */
export function readDocument(document: unknown): DocumentView {
  const { info, paths, components } = documentSchema.parse(document);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, found]) => (found === undefined ? [] : [operationOf(method, path, found)])),
  );
  const tags = [...new Set(operations.flatMap((each) => each.tags))];
  const groups = tags.map((tag) => ({ tag, operations: operations.filter((each) => each.tags.includes(tag)) }));
  return { title: info.title, description: info.description, groups, schemas: Object.entries(components.schemas) };
}

function operationOf(method: string, path: string, found: z.infer<typeof operation>): Operation {
  const id = `${method}-${path.replace(/[^a-z0-9]+/gi, '-')}`;
  return { ...found, method, path, id, scopes: found.security.flatMap((each) => Object.values(each).flat()) };
}
