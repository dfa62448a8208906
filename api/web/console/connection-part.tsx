import type { CheckView, ChannelView } from '../../v1/channels/schemas.ts';
import { ForActors } from '../pages/may-act.ts';
import { Badge, Notice } from '../pages/parts.tsx';
import { Time } from '../pages/times.tsx';

const NAMES: Record<CheckView['checks'][number]['name'], string> = {
  reachable: 'Apruve answers',
  key: 'API key',
  merchant: 'Merchant',
  currency: 'Currencies',
  'webhook-registered': 'Webhook address',
  'last-event': 'Last event',
  'public-address': 'Our public address',
};

/** Whether the channel can be used, and where its events come to. */
export const Connection = ({ channel, check }: { channel: ChannelView; check: CheckView | null }) => (
  <section class="card" aria-labelledby="connection">
    <h2 id="connection">Connection</h2>
    {check !== null && <CheckResult check={check} />}
    <ForActors channel={channel.id}>
      <form method="post" action={`/console/channels/${channel.id}/check`}>
        <button type="submit" class="secondary">
          Check the connection
        </button>
      </form>
    </ForActors>
    <Addresses channel={channel} />
    {channel.may_change && <NewAddress id={channel.id} />}
  </section>
);

const CheckResult = ({ check: { ok, detail, checks } }: { check: CheckView }) => (
  <>
    <Notice tone={ok ? 'good' : 'bad'} title={ok ? 'Connected.' : 'Not connected.'} isAnswer>
      <p>{detail}</p>
    </Notice>
    <table class="cards">
      <caption class="hidden-text">What was looked at</caption>
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">Is it right?</th>
          <th scope="col">Why</th>
        </tr>
      </thead>
      <tbody>
        {checks.map((each) => (
          <tr>
            <th scope="row">{NAMES[each.name]}</th>
            <td>
              <Badge tone={each.ok ? 'good' : 'bad'}>{each.ok ? 'Yes' : 'No'}</Badge>
            </td>
            <td class="wraps">{each.detail}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </>
);

const Addresses = ({ channel: { webhook_addresses = [] } }: { channel: ChannelView }) => (
  <ul aria-label="Webhook addresses">
    {webhook_addresses.map(({ created_at, valid_until, last_event_at }) => (
      <li>
        Webhook address{' '}
        {created_at === null ? (
          'of the environment'
        ) : (
          <>
            of <Time at={created_at} />
          </>
        )}
        {valid_until !== null && (
          <>
            , ends <Time at={valid_until} />
          </>
        )}
        {': '}
        {last_event_at === null ? (
          'no event yet'
        ) : (
          <>
            last event <Time at={last_event_at} />
          </>
        )}
      </li>
    ))}
  </ul>
);

const NewAddress = ({ id }: { id: string }) => (
  <form method="post" action={`/console/channels/${id}/webhook-token`} aria-label="New webhook address">
    <p>
      A new address is shown once. The old one takes events for 48 hours more; when it ends it is removed at Apruve by itself.
    </p>
    <button type="submit" name="register" value="on">
      Make a new address and register it at Apruve
    </button>{' '}
    <button type="submit" class="secondary">
      Make a new address
    </button>
  </form>
);
