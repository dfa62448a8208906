import type { Refusal } from '../pages/api-client.ts';
import type { PageMode } from '../pages/shell.tsx';
import { Field, Refused } from './channel-fields.tsx';
import { ConsolePage } from './console-page.tsx';

interface NewChannelPageProps {
  mode: PageMode;
  /** What was sent before and refused. The key is typed again. */
  form: Readonly<Record<string, string>>;
  refusal: Refusal | null;
}

/** The form for a merchant account that is new here. */
export function NewChannelPage({ mode, form, refusal }: NewChannelPageProps) {
  const field = (name: string) => ({ name, value: form[name], refusal });
  return (
    <ConsolePage title="New channel" mode={mode} here="channels">
      <h1>New channel</h1>
      <Refused refusal={refusal} />
      <form method="post" action="/console/channels" class="card narrow">
        <Field label="Name" {...field('name')} hint="For people: “US shop”." required />
        <Field label="Id" {...field('id')} hint="For shops: small letters, digits and dashes. It never changes." required />
        <label for="channel-mode">Mode</label>
        <select id="channel-mode" name="mode">
          <option value="test" selected={form['mode'] !== 'production'}>
            Test: no real money
          </option>
          <option value="production" selected={form['mode'] === 'production'}>
            Production
          </option>
        </select>
        <Field label="Merchant id" {...field('merchant_id')} hint="At Apruve: Settings, Technical." required />
        <Field
          label="API key"
          name="api_key"
          refusal={refusal}
          type="password"
          hint="It is sealed and never shown again."
          required
        />
        <Field
          label="Notification address"
          {...field('notification_url')}
          type="url"
          hint="Where the shop is told. May be empty."
        />
        <button type="submit">Create the channel</button> <a href="/console/channels">Back</a>
      </form>
    </ConsolePage>
  );
}
