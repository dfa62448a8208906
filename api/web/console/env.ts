import type { AppEnv } from '../../http/app-env.ts';
import type { ApiClient } from '../pages/api-client.ts';
import type { PageMode } from '../pages/shell.tsx';

/** What every request of a signed-in operator carries. */
export interface ConsoleEnv {
  Variables: AppEnv['Variables'] & {
    /** The API with the operator's key: it alone decides what may be seen and done. */
    api: ApiClient;
    pageMode: PageMode;
    secureCookies: boolean;
    /** Set once the session is known. */
    signedIn?: boolean;
    /** False for a viewer. */
    mayAct?: boolean;
  };
}

/** Where Temporal's own pages are; null where nobody has said. */
export type TemporalPages = { uiUrl: string; namespace: string } | null;
