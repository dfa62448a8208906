import { setTimeout as delay } from 'node:timers/promises';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/** Repeats `work` with growing pauses until it succeeds or the signal stops it. Calls `failed` with each error. */
export async function untilDone(work: () => Promise<void>, stop: AbortSignal, failed: (error: unknown) => void): Promise<void> {
  for (let pause = FIRST_PAUSE_MS; !stop.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      failed(error);
    }
    await delay(pause, undefined, { signal: stop, ref: false }).catch(() => undefined);
  }
}
