import type { Logger } from 'pino';
import type { Mode } from '../../workflows/contract/channel.ts';
import type { Caller } from './identity/caller.ts';

/** What every request carries. */
export interface AppEnv {
  Variables: {
    requestId: string;
    log: Logger;
    /** What pages say at their top; null or absent: nothing. */
    banner?: string | null;
    /** Who asks; set for everything under `/v1`. */
    caller: Caller;
    /** The request's idempotency key, with whose key it is; null without one. */
    idempotency: { apiKeyId: string; key: string } | null;
    /** What the request was refused with; absent: it was not. */
    problem?: { code: string; detail: string };
    /** The mode of the channel that the answer is about, where it is about one. */
    mode?: Mode;
  };
}
