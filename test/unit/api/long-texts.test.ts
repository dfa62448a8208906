import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { routesOf } from '../../../api/http/route.ts';
import { anApp } from './an-app.ts';

/** As long as a body may be. */
const LENGTH = 250_000;
/** Texts on which expressions over blanks, tags and line breaks take longest. Quadratic work on one takes ten seconds and more. */
const HARD_TEXTS = [
  `x${' '.repeat(LENGTH)}x`,
  '@'.repeat(LENGTH),
  '<a'.repeat(LENGTH / 2),
  '\t '.repeat(LENGTH / 2),
  '\n '.repeat(LENGTH / 2),
];
const WITHIN_MS = 500;

/** The places of texts in a JSON schema, each as a value that holds nothing but a text there. */
function bodiesWith(text: string, schema: unknown): unknown[] {
  const parts = z
    .looseObject({
      type: z.union([z.string(), z.array(z.string())]).optional(),
      properties: z.record(z.string(), z.unknown()).default({}),
      items: z.unknown().optional(),
      anyOf: z.array(z.unknown()).default([]),
      allOf: z.array(z.unknown()).default([]),
    })
    .parse(schema);
  const own = [parts.type ?? []].flat().includes('string') ? [text] : [];
  const fields = Object.entries(parts.properties).flatMap(([name, each]) =>
    bodiesWith(text, each).map((value) => ({ [name]: value })),
  );
  const items = parts.items === undefined ? [] : bodiesWith(text, parts.items).map((value) => [value]);
  return [...own, ...fields, ...items, ...[...parts.anyOf, ...parts.allOf].flatMap((each) => bodiesWith(text, each))];
}

const bodySchemas = routesOf(anApp()).flatMap(({ method, path, request }) => {
  const content = request?.body?.content['application/json'];
  const schema = content !== undefined && 'schema' in content ? content.schema : undefined;
  return schema instanceof z.ZodType ? [{ route: `${method} ${path}`, schema }] : [];
});

describe('a text as long as a body may be', () => {
  it('is tried in the fields of every body', () => {
    const places = bodySchemas.flatMap(({ schema }) => bodiesWith('x', z.toJSONSchema(schema, { io: 'input' })));
    expect(bodySchemas.length).toBeGreaterThan(10);
    expect(places.length).toBeGreaterThan(50);
    expect(places).toContainEqual({ order_items: [{ description: 'x' }] });
  });

  it.each(bodySchemas)('is refused at once in every field of $route, or read as a short one', ({ schema }) => {
    for (const text of HARD_TEXTS) {
      for (const body of bodiesWith(text, z.toJSONSchema(schema, { io: 'input' }))) {
        const started = performance.now();
        const { data } = schema.safeParse(body);
        expect(performance.now() - started).toBeLessThan(WITHIN_MS);
        expect(JSON.stringify(data ?? null).length).toBeLessThan(4_000);
      }
    }
  });
});
