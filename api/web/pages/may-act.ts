import { createContext, useContext, type PropsWithChildren } from 'hono/jsx';

/** Whether whoever looks at the page may change anything; `answerPage` provides it. */
export const MayAct = createContext(true);

/** Forms and buttons that change something: not shown to who may only look. */
export const ForActors = ({ children }: PropsWithChildren) => (useContext(MayAct) ? children : null);
