import type { PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { temporal } from '@temporalio/proto';
import { z } from 'zod';

const { History } = proto.temporal.api.history.v1;
const { Payload } = proto.temporal.api.common.v1;
/** Of protobuf's own forms the one that can be read and edited: bytes in base64, names of enums, long numbers as text. */
const READABLE = { bytes: String, enums: String, longs: String };

const json = z.json();
type Json = z.infer<typeof json>;
type JsonObject = { [key: string]: Json };
const jsonObject = z.record(z.string(), json);

/**
 * A history as it is stored: JSON, one event a line, its payloads readable, and nothing of the machine that it was recorded on
 * (worker identities, names of sticky queues, stack traces). It replays as it is.
 */
export async function portable(history: temporal.api.history.v1.IHistory, codec: PayloadCodec): Promise<string> {
  const { events } = z.object({ events: z.array(json) }).parse(History.toObject(History.fromObject(history), READABLE));
  const lines: string[] = [];
  for (const event of events) lines.push(JSON.stringify(await cleaned(event, codec)));
  return `{"events":[\n${lines.join(',\n')}\n]}\n`;
}

/** A stored history as Temporal's replayer takes it. */
export const fromPortable = (text: string): temporal.api.history.v1.History =>
  History.fromObject(jsonObject.parse(JSON.parse(text)));

async function cleaned(value: Json, codec: PayloadCodec): Promise<Json> {
  if (Array.isArray(value)) return Promise.all(value.map((one) => cleaned(one, codec)));
  if (typeof value !== 'object' || value === null) return value;
  if (typeof value['metadata'] === 'object' && 'data' in value) return readable(value, codec);
  if (value['kind'] === 'TASK_QUEUE_KIND_STICKY') return { ...value, name: 'sticky' };
  const clean = async ([key, inner]: [string, Json]): Promise<[string, Json]> => [
    key,
    PLACEHOLDERS[key] ?? (await cleaned(inner, codec)),
  ];
  return Object.fromEntries(await Promise.all(Object.entries(value).map(clean)));
}

/** What is written in place of the machine that a workflow ran on. */
const PLACEHOLDERS: Record<string, string> = { identity: 'recorded', stackTrace: '' };

async function readable(value: JsonObject, codec: PayloadCodec): Promise<Json> {
  const [payload] = await codec.decode([Payload.fromObject(value)]);
  const text = Buffer.from(payload?.data ?? []).toString();
  // A failure carries its stack trace in a payload of its own.
  const bare = text.includes('"stack_trace"') ? { ...jsonObject.parse(JSON.parse(text)), stack_trace: '' } : null;
  const plain = bare === null ? payload : { ...payload, data: Buffer.from(JSON.stringify(bare)) };
  return json.parse(Payload.toObject(Payload.fromObject(plain ?? {}), READABLE));
}
