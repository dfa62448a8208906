import { setTimeout as delay } from 'node:timers/promises';

export interface WaitOptions {
  /** How long to wait, in milliseconds. */
  deadlineMs: number;
  /** Pause between two looks, in milliseconds. */
  everyMs?: number;
  /** What the last look showed, in words; printed when the wait fails. */
  seen?: () => string;
  /** Ends the wait before its deadline, with its reason. */
  signal?: AbortSignal;
}

/**
 * Looks again and again until `probe` answers something other than undefined, and answers that.
 * A probe that throws counts as "not yet"; its last error is the cause of the error at the deadline.
 */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined> | T | undefined,
  options: WaitOptions,
): Promise<T> {
  const end = Date.now() + options.deadlineMs;
  let cause: unknown;
  for (;;) {
    try {
      const found = await probe();
      if (found !== undefined) return found;
    } catch (error) {
      cause = error;
    }
    options.signal?.throwIfAborted();
    if (Date.now() >= end)
      throw new Error(`waited ${options.deadlineMs} ms for ${what}, in vain${last(options)}${because(cause)}`, { cause });
    await delay(options.everyMs ?? 50, undefined, { signal: options.signal });
  }
}

const last = ({ seen }: WaitOptions): string => (seen === undefined ? '' : `; last seen: ${seen()}`);

function because(cause: unknown): string {
  return cause instanceof Error ? `: ${cause.message}` : '';
}

/** Waits until a GET of `url` answers 2xx. */
export async function untilAnswers(url: string, options: WaitOptions): Promise<void> {
  const probe = async (): Promise<true | undefined> => {
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    await response.body?.cancel();
    return response.ok ? true : undefined;
  };
  await until(`${url} to answer`, probe, options);
}
