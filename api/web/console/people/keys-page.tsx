import type { ApiKeyView } from '../../../v1/api-keys/schemas.ts';
import type { Refusal } from '../../pages/api-client.ts';
import { Badge } from '../../pages/parts.tsx';
import { Time } from '../../pages/times.tsx';
import type { PageMode } from '../../pages/shell.tsx';
import { Field, Refused } from '../channel-fields.tsx';
import { Frame, ShownOnce } from './frame.tsx';

interface KeysPageProps {
  mode: PageMode;
  items: readonly ApiKeyView[];
  channels: readonly string[];
  outcome: string | null;
  made?: ApiKeyView | undefined;
  refusal: Refusal | null;
  /** What was sent before and refused. */
  form: Readonly<Record<string, string>>;
}

/** The keys that programs call the API with. */
export function KeysPage({ mode, items, channels, outcome, made, refusal, form }: KeysPageProps) {
  return (
    <Frame title="API keys" mode={mode} part="/console/keys" outcome={outcome}>
      <ShownOnce label={`The key “${made?.name}”`} secret={made?.key} />
      <Refused refusal={refusal} />
      <section id="list" aria-label="List of keys">
        <KeyTable items={items} />
      </section>
      <form method="post" action="/console/keys" class="card narrow" aria-label="Create a key">
        <h2>New key</h2>
        <Field label="Name" name="name" value={form['name']} refusal={refusal} hint="Whose it is: “Web shop”." required />
        <label for="key-scope">Scope</label>
        <select id="key-scope" name="scope">
          <option value="storefront">storefront: what a shop needs</option>
          <option value="admin" selected={form['scope'] === 'admin'}>
            admin: everything
          </option>
        </select>
        <label for="key-channel">Channel</label>
        <select id="key-channel" name="channel">
          <option value="">All</option>
          {channels.map((id) => (
            <option value={id} selected={id === form['channel']}>
              {id}
            </option>
          ))}
        </select>
        <Field
          label="Ends after"
          name="expires"
          value={form['expires'] ?? '365d'}
          refusal={refusal}
          hint="Such as 90d. Empty: never."
        />
        <button type="submit">Create the key</button>
      </form>
    </Frame>
  );
}

function stateOf({ revoked_at, expires_at }: ApiKeyView): { label: string; tone: 'good' | 'calm' } {
  if (revoked_at !== null) return { label: 'Revoked', tone: 'calm' };
  return expires_at !== null && Date.parse(expires_at) <= Date.now()
    ? { label: 'Expired', tone: 'calm' }
    : { label: 'Valid', tone: 'good' };
}

const KeyTable = ({ items }: { items: readonly ApiKeyView[] }) => (
  <table class="cards">
    <thead>
      <tr>
        <th scope="col">Key</th>
        <th scope="col">Opens</th>
        <th scope="col">State</th>
        <th scope="col">Ends</th>
        <th scope="col">Last used</th>
        <th scope="col">Revoke</th>
      </tr>
    </thead>
    <tbody>
      {items.map((item) => (
        <KeyRow item={item} />
      ))}
    </tbody>
  </table>
);

function KeyRow({ item }: { item: ApiKeyView }) {
  const { id, name, scope, channel, expires_at, last_used_at, revoked_at } = item;
  const { label, tone } = stateOf(item);
  return (
    <tr id={id}>
      <th scope="row">
        <bdi>{name}</bdi>{' '}
        <small class="muted">
          <code>{id}</code>
        </small>
      </th>
      <td>
        {scope} of {channel ?? 'all channels'}
      </td>
      <td>
        <Badge tone={tone}>{label}</Badge>
      </td>
      <td>
        <span class="on-cards">Ends:</span> {expires_at === null ? 'Never' : <Time at={expires_at} />}
      </td>
      <td>
        <span class="on-cards">Last used:</span> {last_used_at === null ? 'Never' : <Time at={last_used_at} />}
      </td>
      <td>
        {revoked_at === null && (
          <form method="post" action={`/console/keys/${id}/revoke`} class="once-more">
            <button type="submit" class="secondary outline">
              Revoke <span class="hidden-text">{name}</span>
            </button>
          </form>
        )}
      </td>
    </tr>
  );
}
