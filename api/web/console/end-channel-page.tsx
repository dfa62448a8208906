import type { ChannelView } from '../../v1/channels/schemas.ts';
import type { Refusal } from '../pages/api-client.ts';
import { Notice } from '../pages/parts.tsx';
import type { PageMode } from '../pages/shell.tsx';
import { Refused } from './channel-fields.tsx';
import { ConsolePage } from './console-page.tsx';
import { ruleLabel } from './rules-form.ts';

export type Ending = 'delete' | 'disable';

interface EndChannelPageProps {
  mode: PageMode;
  channel: ChannelView;
  ending: Ending;
  refusal?: Refusal | null;
}

const WORDS: Record<Ending, { title: string; button: string; sentences: readonly string[] }> = {
  delete: {
    title: 'Delete the channel',
    button: 'Delete the channel',
    sentences: [
      'Its webhook addresses and the secrets of its receivers are gone for good, and its id is never free again.',
      'Its addresses are removed at Apruve within the hour, or as soon as Apruve lets us. Its API key is kept sealed for that, and then gone too.',
      'Its rules end with it, and its receivers are told nothing more.',
      'Its checkouts and their history can still be read.',
    ],
  },
  disable: {
    title: 'Disable the channel',
    button: 'Disable the channel',
    sentences: [
      'It takes no new orders, and its rules offer nothing, until it is enabled again.',
      'Its checkouts that run go on, and its receivers are told of them.',
    ],
  },
};

/** What would end with a channel, or stand still, before an administrator says yes. */
export function EndChannelPage({ mode, channel, ending, refusal = null }: EndChannelPageProps) {
  const { id, name, may_change, dependents } = channel;
  const { title, button, sentences } = WORDS[ending];
  const isHeldUp = ending === 'delete' && (dependents?.running_checkouts ?? 0) > 0;
  return (
    <ConsolePage title={`${title} ${name}`} mode={mode} here="channels">
      <p class="crumbs">
        <a href="/console/channels">Channels</a> / <a href={`/console/channels/${id}`}>{name}</a> / {title}
      </p>
      <section class="card narrow" aria-labelledby="end-title">
        <h1 id="end-title">
          {title} {name}?
        </h1>
        <Refused refusal={refusal} />
        <ul>
          {sentences.map((sentence) => (
            <li>{sentence}</li>
          ))}
        </ul>
        {dependents !== undefined && <Dependents id={id} dependents={dependents} />}
        {isHeldUp && (
          <Notice tone="wait" title="Not now: checkouts of it are running">
            <p>
              <a href={`/console/channels/${id}/disable`}>Disable it</a>, so that none is added, and delete it when they have
              ended.
            </p>
          </Notice>
        )}
        <form method="post" action={`/console/channels/${id}/${ending}`}>
          <input type="hidden" name="version" value={String(channel.version)} />
          <div class="row">
            {may_change && !isHeldUp && <button type="submit">{button}</button>}
            <a href={`/console/channels/${id}`}>Back, change nothing</a>
          </div>
        </form>
      </section>
    </ConsolePage>
  );
}

type DependentsProps = { id: string; dependents: NonNullable<ChannelView['dependents']> };

/** What hangs on the channel, each with the way to it. */
function Dependents({ id, dependents: { checkouts, running_checkouts: running, rules, receivers, ...people } }: DependentsProps) {
  const more = running - checkouts.length;
  return (
    <>
      <h2>What hangs on it</h2>
      <h3>Running checkouts: {running}</h3>
      <ul>
        {checkouts.map((checkout) => (
          <li>
            <a href={`/console/checkouts/${checkout.id}`}>
              <bdi>{checkout.merchant_order_id}</bdi>
            </a>{' '}
            {checkout.status.replaceAll('_', ' ')}
          </li>
        ))}
        {more > 0 && <li>and {more} more</li>}
      </ul>
      <h3>Payment rules</h3>
      <p>
        <a href={`/console/channels/${id}/rules`}>{rules.map(({ rule }) => ruleLabel(rule)).join(', ')}</a>
      </p>
      <h3>Receivers: {receivers.length}</h3>
      <ul>
        {receivers.map(({ url }) => (
          <li>
            <a href={`/console/channels/${id}`}>{url}</a>
          </li>
        ))}
      </ul>
      <NamedOnes title="API keys of it alone" count={people.api_keys} named={people.named_api_keys} at="/console/keys#" />
      <NamedOnes title="Users with a role in it" count={people.users} named={people.named_users} at="/console/people/" />
    </>
  );
}

interface NamedOnesProps {
  title: string;
  count: number;
  /** To an administrator of this channel alone nobody is named. */
  named: readonly { id: string; name: string }[];
  /** Where one is shown, before its id. */
  at: string;
}

const NamedOnes = ({ title, count, named, at }: NamedOnesProps) => (
  <>
    <h3>
      {title}: {count}
    </h3>
    <ul>
      {named.map(({ id, name }) => (
        <li>
          <a href={`${at}${id}`}>
            <bdi>{name}</bdi>
          </a>
        </li>
      ))}
      {count > named.length && named.length > 0 && <li>and {count - named.length} more</li>}
    </ul>
  </>
);
