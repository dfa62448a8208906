import { NOTIFICATION_TYPES } from '../../../workflows/rules/notifications.ts';
import type { ReceiverView } from '../../v1/receivers/schemas.ts';
import type { Refusal } from '../pages/api-client.ts';
import { ForActors } from '../pages/may-act.ts';
import { notificationLabel } from '../pages/notification-labels.ts';
import { Badge } from '../pages/parts.tsx';
import { Field } from './channel-fields.tsx';

interface ReceiversProps {
  channel: string;
  items: readonly ReceiverView[];
  mayChange: boolean;
  refusal: Refusal | null;
}

/** Who is told of the channel's checkouts, each with its test, and a form for one more. */
export const Receivers = ({ channel, items, mayChange, refusal }: ReceiversProps) => (
  <section class="card" aria-labelledby="receivers">
    <h2 id="receivers">Receivers of notifications</h2>
    <p class="muted">Each has its own order and its own secret: one that is down holds up no other.</p>
    {items.length === 0 ? (
      <p>Nobody is told.</p>
    ) : (
      <ul class="plain notifications">
        {items.map((receiver) => (
          <Receiver channel={channel} receiver={receiver} mayChange={mayChange} />
        ))}
      </ul>
    )}
    {mayChange && <NewReceiver channel={channel} refusal={refusal} />}
  </section>
);

function Receiver({ channel, receiver, mayChange }: { channel: string; receiver: ReceiverView; mayChange: boolean }) {
  const { id, url, types, enabled } = receiver;
  const at = `/console/channels/${channel}/receivers/${id}`;
  return (
    <li>
      <div class="what">
        <strong>{url}</strong> <Badge tone={enabled ? 'good' : 'calm'}>{enabled ? 'Told' : 'Disabled'}</Badge>
        <p class="muted">
          <code>{id}</code> · {types === null ? 'of everything' : types.map(notificationLabel).join(', ')}
        </p>
      </div>
      <div>
        <ForActors channel={channel}>
          <Deed at={`${at}/test`} label="Send a test notification" about={url} />
        </ForActors>
        {mayChange && (
          <>
            <Deed at={`${at}/${enabled ? 'disable' : 'enable'}`} label={enabled ? 'Disable' : 'Enable'} about={url} />
            <Deed at={`${at}/secret`} label="New secret" about={url} />
            <Deed at={`${at}/delete`} label="Delete" about={url} />
          </>
        )}
      </div>
    </li>
  );
}

/** A button whose name says what it is about, for whoever does not see where it stands. */
const Deed = ({ at, label, about }: { at: string; label: string; about: string }) => (
  <form method="post" action={at}>
    <button type="submit" class="secondary outline">
      {label} <span class="hidden-text">{about}</span>
    </button>
  </form>
);

const NewReceiver = ({ channel, refusal }: { channel: string; refusal: Refusal | null }) => (
  <form method="post" action={`/console/channels/${channel}/receivers`} class="narrow" aria-label="Add a receiver">
    <Field
      label="Address of a new receiver"
      name="url"
      type="url"
      refusal={refusal}
      hint="A POST for each notification."
      required
    />
    <details>
      <summary>Only some types</summary>
      <fieldset>
        <legend>Without a choice it is told of everything.</legend>
        {NOTIFICATION_TYPES.map((type) => (
          <label>
            <input type="checkbox" name={`type:${type}`} /> {notificationLabel(type)}
          </label>
        ))}
      </fieldset>
    </details>
    <button type="submit">Add the receiver</button>
  </form>
);
