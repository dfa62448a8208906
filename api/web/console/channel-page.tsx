import { useContext } from 'hono/jsx';
import type { ChannelView, CheckView } from '../../v1/channels/schemas.ts';
import type { ReceiverView } from '../../v1/receivers/schemas.ts';
import type { Refusal } from '../pages/api-client.ts';
import { Administers, ForAdministrators } from '../pages/may-act.ts';
import { Badge, Notice } from '../pages/parts.tsx';
import type { PageMode } from '../pages/shell.tsx';
import { Field, Refused } from './channel-fields.tsx';
import { Connection } from './connection-part.tsx';
import { ConsolePage } from './console-page.tsx';
import { Receivers } from './receivers-part.tsx';

interface ChannelPageProps {
  mode: PageMode;
  channel: ChannelView;
  receivers: readonly ReceiverView[];
  /** What a check has just said. */
  check: CheckView | null;
  outcome: string | null;
  refusal: Refusal | null;
  secrets: { webhook_url?: string | undefined; notification_secret?: string | undefined };
}

/** One merchant account: whether it is connected, and what an administrator may change of it. */
export function ChannelPage({ mode, channel, receivers, check, outcome, refusal, secrets }: ChannelPageProps) {
  const { id, name, mode: ofChannel, read_only, may_change } = channel;
  return (
    <ConsolePage title={name} mode={mode} here="channels">
      <p class="crumbs">
        <a href="/console/channels">Channels</a> / {name}
      </p>
      <h1>
        {name} <Badge tone={ofChannel === 'test' ? 'wait' : 'good'}>{ofChannel === 'test' ? 'Test' : 'Production'}</Badge>
      </h1>
      {outcome !== null && <Notice tone="good">{outcome}</Notice>}
      <Refused refusal={refusal} />
      <ShownOnce {...secrets} />
      <Facts channel={channel} />
      <p>
        <a href={`/console/channels/${id}/rules`}>Payment rules</a> ·{' '}
        <a href={`/console/channels/${id}/texts`}>Labels and policies</a>
        <ForAdministrators channel={id}>
          {' · '}
          <a href={`/console/requests?channel=${id}`}>API requests</a>
        </ForAdministrators>
      </p>
      <Connection channel={channel} check={check} />
      <Receivers channel={id} items={receivers} mayChange={may_change} refusal={refusal} />
      {read_only && <p class="muted">It is set up in the environment of API and workers, and changed there.</p>}
      {may_change && <Change channel={channel} refusal={refusal} />}
    </ConsolePage>
  );
}

/** Secrets that nobody can look up again. */
const ShownOnce = ({ webhook_url, notification_secret }: ChannelPageProps['secrets']) =>
  webhook_url === undefined && notification_secret === undefined ? null : (
    <Notice tone="wait" title="Shown this once">
      {webhook_url !== undefined && (
        <p>
          Webhook address, for Apruve (Settings, Technical): <code>{webhook_url}</code>
        </p>
      )}
      {notification_secret !== undefined && (
        <p>
          Secret of the notifications, for the receiver: <code>{notification_secret}</code>
        </p>
      )}
    </Notice>
  );

function Facts({ channel }: { channel: ChannelView }) {
  const { id, merchant_id, enabled, paid_means, rules, dependents } = channel;
  const facts: [string, string][] = [
    ['Id', id],
    ['Merchant id', merchant_id ?? 'in the environment'],
    ['Takes orders', enabled ? 'Yes' : 'No, disabled'],
    ['Paid means', paid_means === 'closed' ? 'the buyer has paid' : 'the financing partner has paid'],
    ['Currencies', rules.currencies.join(', ')],
    ...(dependents === undefined
      ? []
      : ([
          ['Running checkouts', String(dependents.running_checkouts)],
          ['API keys of it alone', String(dependents.api_keys)],
          ['Users with a role in it', String(dependents.users)],
        ] satisfies [string, string][])),
  ];
  return (
    <dl class="facts card">
      {facts.map(([term, value]) => (
        <div>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Change({ channel, refusal }: { channel: ChannelView; refusal: Refusal | null }) {
  const { id, name, merchant_id, version } = channel;
  return (
    <div class="narrow">
      <form method="post" action={`/console/channels/${id}`} class="card" aria-label="Change the channel">
        <h2>Change</h2>
        <input type="hidden" name="version" value={version} />
        <Field label="Name" name="name" value={name} refusal={refusal} required />
        <Field label="Merchant id" name="merchant_id" value={merchant_id ?? ''} refusal={refusal} required />
        <Field label="API key" name="api_key" type="password" refusal={refusal} hint="Empty: it stays as it is." />
        <button type="submit">Change the channel</button>
      </form>
      <End channel={channel} />
    </div>
  );
}

/** The ways to an end; what hangs on the channel is shown there. */
const End = ({ channel: { id, enabled } }: { channel: ChannelView }) => (
  <section class="card" aria-labelledby="end-title">
    <h2 id="end-title">Disable or delete</h2>
    <p>A page shows what hangs on the channel first.</p>
    {enabled ? (
      <p>
        <a href={`/console/channels/${id}/disable`}>Disable the channel…</a>
      </p>
    ) : (
      <form method="post" action={`/console/channels/${id}/enable`}>
        <button type="submit" class="secondary">
          Enable the channel
        </button>
      </form>
    )}
    {useContext(Administers) && <a href={`/console/channels/${id}/delete`}>Delete the channel…</a>}
  </section>
);
