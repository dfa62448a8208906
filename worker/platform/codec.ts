import { fileURLToPath } from 'node:url';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';

import { unseal, seal } from './aes-gcm.ts';

/** A key of 32 bytes under the name that payloads carry. */
export interface PayloadKey {
  id: string;
  key: Uint8Array;
}

/** At least one. The first encrypts, all decrypt. To rotate, put the new one in front. */
export type PayloadKeys = readonly [PayloadKey, ...PayloadKey[]];

const encoding = 'binary/encrypted';
const compression = 'deflate';
/** Shorter ones hardly get smaller. */
const COMPRESSED_FROM_BYTES = 200;
/** Far above what Temporal takes of one payload, 2 MB. */
const MAX_BYTES = 64 * 1_024 * 1_024;
const { Payload: PayloadMessage } = proto.temporal.api.common.v1;

/**
 * Encrypts every payload whole with AES-256-GCM, in the form of Temporal's own encryption samples (metadata `encoding` and
 * `encryption-key-id`). Before, it is deflated where that makes it smaller (metadata `compression`), because what is encrypted does
 * not get smaller any more. Payloads that are not encrypted pass unchanged, so that older histories stay readable.
 */
export class EncryptionCodec implements PayloadCodec {
  readonly #current: PayloadKey;
  readonly #keys: ReadonlyMap<string, Uint8Array>;

  constructor(keys: PayloadKeys) {
    [this.#current] = keys;
    this.#keys = new Map(keys.map(({ id, key }) => [id, key]));
  }

  async encode(payloads: Payload[]): Promise<Payload[]> {
    const { id, key } = this.#current;
    return payloads.map((payload) => {
      const whole = PayloadMessage.encode(payload).finish();
      const deflated = whole.length < COMPRESSED_FROM_BYTES ? whole : deflateRawSync(whole);
      const isSmaller = deflated.length < whole.length;
      return {
        metadata: {
          encoding: Buffer.from(encoding),
          'encryption-key-id': Buffer.from(id),
          ...(isSmaller && { compression: Buffer.from(compression) }),
        },
        data: seal(key, isSmaller ? deflated : whole),
      };
    });
  }

  /** Throws when a payload names a key that is not known here, or was changed. */
  async decode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => (encodeText(payload, 'encoding') === encoding ? this.#decrypt(payload) : payload));
  }

  #decrypt(payload: Payload): Payload {
    const id = encodeText(payload, 'encryption-key-id');
    const key = this.#keys.get(id);
    if (!key) {
      const known = [...this.#keys.keys()].join(', ');
      throw new Error(
        `a payload was encrypted with key "${id}", which is not among PAYLOAD_KEYS (${known}); add it behind the first`,
      );
    }
    try {
      const opened = unseal(key, payload.data ?? new Uint8Array());
      const isDeflated = encodeText(payload, 'compression') === compression;
      return PayloadMessage.decode(isDeflated ? inflateRawSync(opened, { maxOutputLength: MAX_BYTES }) : opened);
    } catch (cause) {
      throw new Error(`a payload does not open with key "${id}": it was changed, or PAYLOAD_KEYS has another key of that name`, {
        cause,
      });
    }
  }
}

function encodeText(payload: Payload, name: string): string {
  return Buffer.from(payload.metadata?.[name] ?? []).toString();
}

/** A module that Temporal loads, also into the workflow bundle: a bundle that is built beforehand needs this path too. */
export const failureConverterPath = fileURLToPath(new URL('./failure-converter.cjs', import.meta.url));

/** What client, worker and replayer share: payloads and failures, encrypted. */
export function dataConverter(keys: PayloadKeys): DataConverter {
  return { payloadCodecs: [new EncryptionCodec(keys)], failureConverterPath };
}
