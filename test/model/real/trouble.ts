interface Kind {
  words: string;
  fault: {
    method?: string;
    status?: number;
    times?: number;
    commit?: 'before' | 'after';
    delay_ms?: number;
    retry_after?: string;
    drop_response?: boolean;
    body?: unknown;
  };
  /** The process cannot get through by itself before its answer. */
  stuck: boolean;
}

export type TroubleKind =
  | 'fails'
  | 'fails late'
  | 'loses'
  | 'gateway'
  | 'busy'
  | 'slow'
  | 'mumbles'
  | 'key'
  | 'key to read'
  | 'down';

/** How Apruve may fail one request, or all until it is up again. */
export const TROUBLES: Record<TroubleKind, Kind> = {
  fails: { words: 'fails', fault: { status: 500 }, stuck: false },
  'fails late': { words: 'does the work and fails', fault: { status: 500, commit: 'before' }, stuck: false },
  loses: { words: 'does the work and loses the answer', fault: { drop_response: true }, stuck: false },
  gateway: {
    words: 'does the work behind a gateway that has given up',
    fault: { status: 504, commit: 'after', delay_ms: 60 },
    stuck: false,
  },
  busy: { words: 'is busy', fault: { status: 429, retry_after: '1' }, stuck: false },
  slow: { words: 'is slow', fault: { delay_ms: 100 }, stuck: false },
  mumbles: {
    words: 'does the work and answers what cannot be read',
    fault: { status: 200, commit: 'before', body: {} },
    stuck: false,
  },
  key: { words: 'refuses the key', fault: { method: 'POST', status: 401 }, stuck: true },
  'key to read': { words: 'refuses the key of a read', fault: { method: 'GET', status: 401 }, stuck: true },
  down: { words: 'is down', fault: { method: 'POST', status: 503, times: 1_000 }, stuck: true },
};

export interface Trouble {
  kind: TroubleKind;
  /** What the path of the failing request contains. */
  path: string;
  /** Only a POST: a read before it would use the trouble up. */
  writes: boolean;
}

/** The trouble in words, behind what was asked for. */
export const troubled = (trouble: Trouble | null): string =>
  trouble === null
    ? ''
    : ` while Apruve ${TROUBLES[trouble.kind].words} at${trouble.writes ? ' a POST to' : ''} "${trouble.path}"`;
