import type { AppEnv } from '../../http/app-env.ts';
import type { MeView } from '../../v1/me/schemas.ts';
import type { Rights } from '../pages/may-act.ts';
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
    sessionId: string;
    /** Who is signed in, as the API says; set with the session. */
    me: MeView;
    /** The zone that times are shown in, by its IANA name. */
    timeZone: string;
    /** What they may do in which channel. */
    mayAct?: Rights;
    /** Which channels they administer. */
    administersChannel?: Rights;
  };
}

/** Where Temporal's own pages are; null where nobody has said. */
export type TemporalPages = { uiUrl: string; namespace: string } | null;
