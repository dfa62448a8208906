import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { FAILURES } from '../../../workflows/contract/failures.ts';
import { NOTIFICATION_TYPES } from '../../../workflows/rules/notifications.ts';
import { anApp } from './an-app.ts';

const operation = z.object({ operationId: z.string() });
const documentSchema = z.object({
  servers: z.array(z.object({ url: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  webhooks: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())) }),
});

describe('the OpenAPI document', async () => {
  const text = await (await anApp().request('/openapi.json')).text();
  const { servers, paths, webhooks, components } = documentSchema.parse(JSON.parse(text));
  const idsOf = (part: typeof paths): string[] =>
    Object.values(part).flatMap((each) => Object.values(each).map(({ operationId }) => operationId));

  it('names each call and each notification once, as a method of a client', () => {
    const ids = [...idsOf(paths), ...idsOf(webhooks)];
    expect(ids.filter((id) => !/^[a-z][a-zA-Z]+$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has every notification that a shop can receive', () => {
    expect(Object.keys(webhooks)).toEqual(NOTIFICATION_TYPES);
  });

  it('has every code that an error can have, and where it is served', () => {
    expect(components.schemas['Code']?.['enum']).toEqual(Object.keys(FAILURES));
    expect(servers).toEqual([{ url: '/' }]);
  });

  it('gives no field a default that a generator would take for one that is always sent', () => {
    const bodies = JSON.stringify(components.schemas);
    expect(bodies).not.toContain('"default"');
  });

  it('says of a code that may be missing that it may be null', () => {
    const { properties } = z.object({ properties: z.record(z.string(), z.unknown()) }).parse(components.schemas['Checkout']);
    const shown = JSON.stringify([properties['actions'], properties['in_flight']]);
    expect(shown.match(/"\$ref":"#\/components\/schemas\/Code"\},\{"type":"null"\}/g)).toHaveLength(2);
  });
});
