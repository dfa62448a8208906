import { useContext, type Child } from 'hono/jsx';
import { Administers } from '../../pages/may-act.ts';
import { Notice } from '../../pages/parts.tsx';
import type { PageMode } from '../../pages/shell.tsx';
import { ConsolePage } from '../console-page.tsx';

const PARTS = [
  { path: '/console/people', label: 'Users' },
  { path: '/console/sessions', label: 'Sessions' },
  { path: '/console/keys', label: 'API keys' },
  { path: '/console/changes', label: 'Changes' },
  { path: '/console/requests', label: 'API requests' },
  { path: '/console/settings', label: 'Settings' },
] as const;

type PartPath = (typeof PARTS)[number]['path'];

interface FrameProps {
  title: string;
  mode: PageMode;
  part: PartPath;
  /** The outcome of an action, in words. */
  outcome?: string | null;
  children: Child;
}

/** A page about people and keys, with the way to the other ones. */
export const Frame = ({ title, mode, part, outcome = null, children }: FrameProps) => (
  <ConsolePage title={title} mode={mode} here="people">
    <h1>{title}</h1>
    <Parts here={part} />
    {outcome !== null && <Notice tone="good">{outcome}</Notice>}
    {children}
  </ConsolePage>
);

/** Who administers one channel alone sees its requests, and none of the other parts. */
const Parts = ({ here }: { here: PartPath }) =>
  useContext(Administers) && (
    <nav aria-label="People, keys and settings" class="parts">
      {PARTS.map(({ path, label }) => (
        <a href={path} aria-current={path === here ? 'page' : undefined}>
          {label}
        </a>
      ))}
    </nav>
  );

/** What nobody can look up again. */
export const ShownOnce = ({ label, secret }: { label: string; secret: string | undefined }) =>
  secret === undefined ? null : (
    <Notice tone="wait" title="Shown this once">
      <p>
        {label}: <code class="secret">{secret}</code>
      </p>
    </Notice>
  );
