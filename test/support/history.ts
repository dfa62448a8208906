import type { Client, WorkflowHandle } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { temporal as proto } from '@temporalio/proto';
import { vi } from 'vitest';
import { EncryptionCodec, type PayloadKeys } from '../../worker/platform/codec.ts';

type History = temporal.api.history.v1.IHistory;
const { EventType } = proto.api.enums.v1;

/** What Temporal Cloud bills for, by event: starts, updates, signals, activities, timers and tasks with local activities. */
const BILLABLE = new Set<number>([
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
  EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
  EventType.EVENT_TYPE_TIMER_STARTED,
  EventType.EVENT_TYPE_MARKER_RECORDED,
  EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
]);

const TIMER_FIRED: number = EventType.EVENT_TYPE_TIMER_FIRED;

/** How much a workflow cost. */
export function costOf({ events }: History): { events: number; actions: number; rings: number } {
  const types: number[] = (events ?? []).map(({ eventType }) => eventType ?? 0);
  return {
    events: types.length,
    actions: types.filter((type) => BILLABLE.has(type)).length,
    rings: types.filter((type) => type === TIMER_FIRED).length,
  };
}

/** Everything that can be read in a history without the keys: every text, and every byte string as Latin-1. */
export function clearText(history: History): string {
  const texts: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value === 'string') texts.push(value);
    else if (value instanceof Uint8Array) texts.push(Buffer.from(value).toString('latin1'));
    else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) walk(inner);
  };
  walk(history);
  return texts.join('\n');
}

/** Everything that can be read in a history with the keys: the content of every payload. */
export async function decryptedText(history: History, keys: PayloadKeys): Promise<string> {
  const payloads: Payload[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
    if ('metadata' in value && 'data' in value) payloads.push(value as Payload);
    else for (const inner of Object.values(value)) walk(inner);
  };
  walk(history);
  const open = await new EncryptionCodec(keys).decode(payloads);
  return open.map(({ data }) => Buffer.from(data ?? []).toString()).join('\n');
}

/** The histories of all runs of a workflow, the newest first. */
export async function historiesOf(client: Client, workflowId: string): Promise<History[]> {
  const histories: History[] = [];
  for (let runId: string | null | undefined; runId !== '';) {
    const history = await client.workflow.getHandle(workflowId, runId ?? undefined).fetchHistory();
    histories.push(history);
    runId = history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? '';
  }
  return histories;
}

/** How many events a workflow has, once it waits for nothing but time and messages. */
export async function restingLength(handle: WorkflowHandle): Promise<number> {
  return vi.waitUntil(
    async () => {
      const { historyLength, raw } = await handle.describe();
      const works = raw.pendingWorkflowTask != null || (raw.pendingActivities ?? []).length > 0;
      return works ? false : historyLength;
    },
    { timeout: 60_000, interval: 50 },
  );
}

/** The most events from one ring of the alarm to the next, among those that follow the first `before` rings. */
export async function eventsOfRing(handle: WorkflowHandle, before = 0): Promise<number> {
  const ofRings = async (): Promise<number[]> => {
    const { events } = await handle.fetchHistory();
    const rings = (events ?? []).flatMap(({ eventType }, i) => (Number(eventType) === TIMER_FIRED ? [i] : [])).slice(before);
    return rings.slice(1).map((ring, i) => ring - (rings[i] ?? 0));
  };
  // A ring for nothing can fall between: of three, one is whole.
  const some = async () => ((await ofRings()).length >= 3 ? ofRings() : false);
  return Math.max(...(await vi.waitUntil(some, { timeout: 60_000, interval: 100 })));
}
