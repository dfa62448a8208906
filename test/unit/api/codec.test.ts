import { defaultPayloadConverter } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EncryptionCodec, type PayloadKeys } from '../../../worker/platform/codec.ts';
import { anApp } from './an-app.ts';

const keys: PayloadKeys = [{ id: 'k1', key: Buffer.alloc(32, 7) }];
const UI = 'http://localhost:8233';
const app = anApp({ codec: { keys, token: 'codec-token', uiUrl: UI, namespace: 'default' } });
const answerSchema = z.object({ payloads: z.array(z.object({ metadata: z.record(z.string(), z.string()), data: z.string() })) });

async function encrypted(value: unknown) {
  const [payload] = await new EncryptionCodec(keys).encode([defaultPayloadConverter.toPayload(value)]);
  const text = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString('base64');
  const metadata = Object.entries(payload?.metadata ?? {}).map(([name, bytes]) => [name, text(bytes)]);
  return { metadata: Object.fromEntries(metadata), data: text(payload?.data) };
}

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  app.request(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } });

describe("the codec endpoint of Temporal's UI", () => {
  it('decrypts payloads, and encrypts them', async () => {
    const plain = await post('/codec/codec-token/decode', { payloads: [await encrypted({ amount: 11_500 })] });
    const { payloads } = answerSchema.parse(await plain.json());
    expect(Buffer.from(payloads[0]?.data ?? '', 'base64').toString()).toBe('{"amount":11500}');
    const sealed = answerSchema.parse(await (await post('/codec/codec-token/encode', { payloads })).json());
    expect(Buffer.from(sealed.payloads[0]?.metadata['encoding'] ?? '', 'base64').toString()).toBe('binary/encrypted');
  });

  it('is not there for whoever does not know its token, nor where none is configured', async () => {
    expect((await post('/codec/codec-tokem/decode', { payloads: [] })).status).toBe(404);
    expect((await anApp().request('/codec/codec-token/decode', { method: 'POST', body: '{}' })).status).toBe(404);
  });

  it("lets the UI's browser in, and no other page", async () => {
    const ask = { method: 'OPTIONS', headers: { origin: UI, 'access-control-request-method': 'POST' } };
    const preflight = await app.request('/codec/codec-token/decode', ask);
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(UI);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('x-namespace');
    const other = await post('/codec/codec-token/decode', { payloads: [] }, { origin: 'https://evil.example' });
    expect(other.headers.get('access-control-allow-origin')).not.toBe('https://evil.example');
  });

  it('refuses what is not a list of payloads, and what another key encrypted', async () => {
    expect((await post('/codec/codec-token/decode', { payloads: [{ data: '###' }] })).status).toBe(422);
    const [foreign] = await new EncryptionCodec([{ id: 'k2', key: Buffer.alloc(32, 1) }]).encode([
      defaultPayloadConverter.toPayload(1),
    ]);
    const data = Buffer.from(foreign?.data ?? []).toString('base64');
    const metadata = { encoding: Buffer.from('binary/encrypted').toString('base64'), 'encryption-key-id': 'azI=' };
    expect((await post('/codec/codec-token/decode', { payloads: [{ metadata, data }] })).status).toBe(422);
  });
});
