import type { ChannelView } from '../../v1/channels/schemas.ts';
import { Badge, Notice } from '../pages/parts.tsx';
import type { PageMode } from '../pages/shell.tsx';
import { ConsolePage } from './console-page.tsx';

interface ChannelsPageProps {
  mode: PageMode;
  items: readonly ChannelView[];
  mayCreate: boolean;
  /** The outcome of an action, in words. */
  outcome: string | null;
}

/** The merchant accounts at Apruve that orders are paid through. */
export function ChannelsPage({ mode, items, mayCreate, outcome }: ChannelsPageProps) {
  return (
    <ConsolePage title="Channels" mode={mode} here="channels">
      <h1>Channels</h1>
      {outcome !== null && <Notice tone="good">{outcome}</Notice>}
      <p class="muted">Each is one merchant account at Apruve. A shop names the channel with each order.</p>
      {mayCreate && (
        <p>
          <a href="/console/channels/new" role="button">
            New channel
          </a>
        </p>
      )}
      <section id="list" aria-label="List of channels">
        {items.length === 0 ? <p class="muted">There is no channel yet.</p> : <ChannelTable items={items} />}
      </section>
    </ConsolePage>
  );
}

const ChannelTable = ({ items }: { items: readonly ChannelView[] }) => (
  <table class="cards">
    <thead>
      <tr>
        <th scope="col">Channel</th>
        <th scope="col">Id</th>
        <th scope="col">Mode</th>
        <th scope="col">Takes orders</th>
        <th scope="col">Set up in</th>
      </tr>
    </thead>
    <tbody>
      {items.map(({ id, name, mode, enabled, read_only }) => (
        <tr>
          <th scope="row">
            <a href={`/console/channels/${id}`}>{name}</a>
          </th>
          <td>
            <code>{id}</code>
          </td>
          <td>
            <Badge tone={mode === 'test' ? 'wait' : 'good'}>{mode === 'test' ? 'Test' : 'Production'}</Badge>
          </td>
          <td>{enabled ? 'Yes' : 'No, disabled'}</td>
          <td>{read_only ? 'the environment' : 'the console'}</td>
        </tr>
      ))}
    </tbody>
  </table>
);
