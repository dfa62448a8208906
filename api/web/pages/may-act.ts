import { createContext, useContext, type PropsWithChildren } from 'hono/jsx';

/** Whether whoever looks at the page may change something in a channel; without one, in that of the page. */
export type Rights = (channel?: string) => boolean;

/** What whoever looks at the page may do; `answerPage` provides it. */
export const MayAct = createContext<Rights>(() => true);

/** Whether whoever looks at the page manages people and keys. */
export const Administers = createContext(false);

/** Whether whoever looks at the page administers a channel. */
export const AdministersChannel = createContext<Rights>(() => false);

/** What only administrators of a channel can open. */
export const ForAdministrators = ({ channel, children }: PropsWithChildren<{ channel: string }>) =>
  useContext(AdministersChannel)(channel) ? children : null;

/** Forms and buttons that change something, in a channel where one is named: not shown to who may only look. */
export const ForActors = ({ channel, children }: PropsWithChildren<{ channel?: string }>) =>
  useContext(MayAct)(channel) ? children : null;
