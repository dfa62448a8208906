import { randomBytes } from 'node:crypto';
import { ApplicationFailure, defaultPayloadConverter } from '@temporalio/common';
import {
  decodeOptionalSingle,
  encodeErrorToFailure,
  loadDataConverter,
} from '@temporalio/common/lib/internal-non-workflow/index.js';
import { describe, expect, it } from 'vitest';

import { EncryptionCodec, dataConverter } from '../../../worker/platform/index.ts';

const first = { id: '2025-a', key: Buffer.alloc(32, 1) };
const second = { id: '2025-b', key: Buffer.alloc(32, 2) };
const plain = defaultPayloadConverter.toPayload({ email: 'buyer@example.test' });

function bytes(...payloads: { data?: Uint8Array | null }[]): string {
  return payloads.map(({ data }) => Buffer.from(data ?? []).toString('latin1')).join('');
}

describe('EncryptionCodec', () => {
  it('gives back what it took, and shows none of it in between', async () => {
    const codec = new EncryptionCodec([first]);
    const encrypted = await codec.encode([plain]);
    expect(bytes(...encrypted)).not.toContain('buyer');
    const [decoded] = await codec.decode(encrypted);
    expect(defaultPayloadConverter.fromPayload(decoded ?? {})).toEqual({ email: 'buyer@example.test' });
  });

  it('marks its payloads with the encoding and the key', async () => {
    const [encrypted] = await new EncryptionCodec([first]).encode([plain]);
    const metadata = Object.entries(encrypted?.metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString()]);
    expect(metadata).toEqual([
      ['encoding', 'binary/encrypted'],
      ['encryption-key-id', '2025-a'],
    ]);
  });

  it('deflates what gets smaller by it, and says so', async () => {
    const codec = new EncryptionCodec([first]);
    const long = { lines: Array.from({ length: 500 }, (_, line) => ({ sku: `SKU-${line}`, title: 'Work boots', quantity: 1 })) };
    const payload = defaultPayloadConverter.toPayload(long);
    const [encrypted] = await codec.encode([payload]);
    expect(Buffer.from(encrypted?.metadata?.['compression'] ?? []).toString()).toBe('deflate');
    expect((payload.data?.length ?? 0) / (encrypted?.data?.length ?? 1)).toBeGreaterThan(8);
    const [decoded] = await codec.decode([encrypted ?? {}]);
    expect(defaultPayloadConverter.fromPayload(decoded ?? {})).toEqual(long);
  });

  it('leaves as it is what would not get smaller, and opens it as well', async () => {
    const codec = new EncryptionCodec([first]);
    const random = randomBytes(2_000).toString('latin1');
    const payloads = ['short', random].map((value) => defaultPayloadConverter.toPayload(value));
    const encrypted = await codec.encode(payloads);
    expect(encrypted[0]?.metadata).not.toHaveProperty('compression');
    const decoded = await codec.decode(encrypted);
    expect(decoded.map((payload) => defaultPayloadConverter.fromPayload(payload))).toEqual(['short', random]);
  });

  it('never makes the same bytes twice', async () => {
    const [one, other] = await new EncryptionCodec([first]).encode([plain, plain]);
    expect(bytes(one ?? {})).not.toBe(bytes(other ?? {}));
  });

  it('reads what an older key wrote, after a rotation', async () => {
    const old = await new EncryptionCodec([first]).encode([plain]);
    const [decoded] = await new EncryptionCodec([second, first]).decode(old);
    expect(defaultPayloadConverter.fromPayload(decoded ?? {})).toEqual({ email: 'buyer@example.test' });
  });

  it('names the key it lacks', async () => {
    const old = await new EncryptionCodec([first]).encode([plain]);
    await expect(new EncryptionCodec([second]).decode(old)).rejects.toThrow(
      'key "2025-a", which is not among PAYLOAD_KEYS (2025-b)',
    );
  });

  it('refuses bytes that were changed', async () => {
    const [encrypted] = await new EncryptionCodec([first]).encode([plain]);
    const data = Buffer.from(encrypted?.data ?? []);
    data[20] = (data[20] ?? 0) ^ 1;
    await expect(new EncryptionCodec([first]).decode([{ ...encrypted, data }])).rejects.toThrow(
      'does not open with key "2025-a"',
    );
  });

  it('passes a payload that is not encrypted', async () => {
    expect(await new EncryptionCodec([first]).decode([plain])).toEqual([plain]);
  });
});

describe('dataConverter', () => {
  it('hides message and stack of a failure from the server', async () => {
    const converter = loadDataConverter(dataConverter([first]));
    const failure = await encodeErrorToFailure(
      converter,
      ApplicationFailure.nonRetryable('buyer@example.test is unknown', 'unknown-buyer'),
    );
    expect(failure.message).toBe('Encoded failure');
    expect(JSON.stringify(failure)).not.toContain('buyer@');
    const decoded = await decodeOptionalSingle(converter.payloadCodecs, failure.encodedAttributes);
    expect(defaultPayloadConverter.fromPayload(decoded ?? {})).toMatchObject({ message: 'buyer@example.test is unknown' });
  });
});
