import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import { describeCause } from '../../activities/apruve/http.ts';
import type { ActivityDeps } from '../../activities/deps.ts';
import { queryFailure } from '../../activities/ledger/database.ts';
import { lookForGone } from '../../activities/upkeep/gone.ts';
import { lookForJams, showCalls } from '../../activities/upkeep/jams.ts';
import type { Jams } from '../../workflows/contract/jams.ts';
import type { Tries } from './tries.ts';

/** What was ended before the first look; reconciliation finds what is older. */
const FIRST_LOOK_BACK_MS = 86_400_000;
/** Temporal's list may lag behind. */
const OVERLAP_MS = 120_000;

/** Looks for jams, beside the worker's activities and without a workflow, which might be jammed itself. */
export interface Watch {
  stop(): Promise<void>;
}

interface Watching {
  log: Logger;
  tries: Tries;
  /** How often it looks. */
  everyMs: number;
  /** Told what each look has found; null where it has found nothing out. */
  show: (jams: Jams | null) => void;
}

/** Starts to look. Any number of workers may: they find the same, and what one has shown the others leave. */
export function startWatch(
  deps: Pick<ActivityDeps, 'db' | 'clock' | 'workflows'>,
  { log, tries, everyMs, show }: Watching,
): Watch {
  const stopping = new AbortController();
  const lookForLost = atATenth(() => lookForGone(deps));
  let since = new Date(Date.now() - FIRST_LOOK_BACK_MS);
  const look = async (): Promise<void> => {
    const from = new Date(Date.now() - OVERLAP_MS);
    try {
      await showCalls(deps, tries.take());
      const jams = await lookForJams(deps, since);
      show(jams);
      await lookForLost();
      since = from;
      for (const { workflowId, type, why } of jams.stuck)
        log.error({ workflow_id: workflowId, workflow_type: type, why }, 'workflow cannot go on');
    } catch (error) {
      if (stopping.signal.aborted) return;
      show(null);
      log.warn({ error: describeCause(queryFailure(error)?.cause ?? error) }, 'jams could not be looked for');
    }
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await look();
      await setTimeout(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = run();
  // A look that Temporal does not answer is not waited for: it ends by itself, and says nothing any more.
  const stopped = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve()));
  return {
    stop: async () => {
      stopping.abort();
      await Promise.race([running, stopped]);
    },
  };
}

/** Comparing lists of very many takes its time, so it is done for a tenth of the time: `look` answers whether it has compared. */
function atATenth(look: () => Promise<boolean>): () => Promise<void> {
  let restsUntil = 0;
  return async () => {
    const began = Date.now();
    if (began < restsUntil || !(await look())) return;
    restsUntil = Date.now() + 9 * (Date.now() - began);
  };
}
