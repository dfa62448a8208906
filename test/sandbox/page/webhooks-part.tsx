import type { DeliveryRow, WebhookMode } from '../store/sandbox-rows.ts';
import type { World } from '../world.ts';
import { Act, Badge, Section } from './parts.tsx';

const SHOWN = 40;

const MODES = [
  { name: 'duplicate', text: 'Send each twice, at the same time' },
  { name: 'shuffle', text: 'Send in mixed order' },
  { name: 'hold', text: 'Hold back until released' },
  { name: 'bad_signature', text: 'Sign wrongly' },
] as const;

const ModeForm = ({ mode }: { mode: WebhookMode }) => (
  <form method="post" action="/ui/webhooks/mode">
    <fieldset>
      <legend>How deliveries misbehave</legend>
      {MODES.map(({ name, text }) => (
        <label>
          <input type="checkbox" name={name} checked={mode[name]} /> {text}
        </label>
      ))}
    </fieldset>
    <button type="submit" class="small">
      Set mode
    </button>
  </form>
);

const Attempts = ({ delivery }: { delivery: DeliveryRow }) => (
  <>
    {delivery.attempts.length === 0 && <span class="muted">none yet</span>}
    {delivery.attempts.map(({ status, error, at }) => (
      <span class={`badge ${status === 200 ? 'good' : 'bad'}`} title={`${at}${error === undefined ? '' : `: ${error}`}`}>
        {status ?? 'no answer'}
      </span>
    ))}
  </>
);

const Delivery = ({ delivery }: { delivery: DeliveryRow }) => (
  <tr>
    <th scope="row">
      {delivery.event}
      <details>
        <summary class="muted">
          <small>Body and signature</small>
        </summary>
        <pre class="mono">{delivery.body}</pre>
        <p class="mono">{delivery.signature ?? 'not signed yet'}</p>
      </details>
    </th>
    <td>
      <Badge status={delivery.state} />
    </td>
    <td>
      <div class="row">
        <Attempts delivery={delivery} />
      </div>
    </td>
    <td>
      <span class="mono">{delivery.url}</span>
    </td>
  </tr>
);

const Deliveries = ({ deliveries }: { deliveries: readonly DeliveryRow[] }) => (
  <div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">Event</th>
          <th scope="col">State</th>
          <th scope="col">Attempts</th>
          <th scope="col">To</th>
        </tr>
      </thead>
      <tbody>
        {deliveries.map((delivery) => (
          <Delivery delivery={delivery} />
        ))}
      </tbody>
    </table>
  </div>
);

/** The newest webhook deliveries with their attempts, and the settings that make deliveries misbehave. */
export const WebhooksPart = ({ world, mode }: { world: World; mode: WebhookMode }) => {
  const deliveries = world.deliveries.all().toReversed();
  const held = deliveries.filter(({ state }) => state === 'held').length;
  const due = deliveries.filter(({ state }) => state === 'waiting').length;
  return (
    <Section
      id="webhooks"
      title="Webhooks"
      aside={<Act to="/ui/webhooks/flush" label="Deliver now" about="what waits" class="outline" />}
    >
      <p class="muted">
        {deliveries.length} in all, {held} held back, {due} waiting to be sent again.
      </p>
      <article>
        <ModeForm mode={mode} />
      </article>
      {deliveries.length > 0 && <Deliveries deliveries={deliveries.slice(0, SHOWN)} />}
    </Section>
  );
};
