import type { ChannelView, TrialView } from '../../v1/channels/schemas.ts';
import type { Refusal } from '../pages/api-client.ts';
import { ForActors } from '../pages/may-act.ts';
import { Badge, Notice } from '../pages/parts.tsx';
import type { PageMode } from '../pages/shell.tsx';
import { Refused } from './channel-fields.tsx';
import { ConsolePage } from './console-page.tsx';
import { FieldInput, type FieldErrors, type FormField } from './form-fields.tsx';
import { CART_FIELDS, RULE_FIELDS, ruleLabel } from './rules-form.ts';

interface RulesPageProps {
  mode: PageMode;
  channel: ChannelView;
  /** What the fields hold: the saved rules, or what was typed. */
  form: Readonly<Record<string, string>>;
  outcome?: string | null;
  refusal?: Refusal | null;
  trial?: TrialView | null;
}

/** Which carts a channel takes, and a sample cart to try that on before it is saved. */
export function RulesPage({ mode, channel, form, outcome = null, refusal = null, trial = null }: RulesPageProps) {
  const { id, name, may_change } = channel;
  const errors = refusal?.errors ?? [];
  return (
    <ConsolePage title={`Payment rules of ${name}`} mode={mode} here="channels">
      <p class="crumbs">
        <a href="/console/channels">Channels</a> / <a href={`/console/channels/${id}`}>{name}</a> / Payment rules
      </p>
      <h1>Payment rules</h1>
      {outcome !== null && <Notice tone="good">{outcome}</Notice>}
      <Refused refusal={refusal} />
      {trial !== null && <Trial trial={trial} />}
      <form method="post" action={`/console/channels/${id}/rules`} aria-label="Payment rules">
        <input type="hidden" name="version" value={String(channel.version)} />
        {/* What Enter in a field does: never saving. */}
        <button type="submit" class="unseen" tabindex={-1} aria-hidden="true" formaction={`/console/channels/${id}/rules/try`}>
          Try the cart
        </button>
        {may_change ? (
          <section class="card" aria-labelledby="rules-title">
            <h2 id="rules-title">Rules</h2>
            <Fields fields={RULE_FIELDS} form={form} errors={errors} />
            <button type="submit">Save the rules</button>
          </section>
        ) : (
          <SavedRules form={form} />
        )}
        <ForActors channel={id}>
          <section class="card" aria-labelledby="cart-title">
            <h2 id="cart-title">Try it on a cart</h2>
            <p class="muted">Nothing is changed. {may_change && 'The rules are tried as they stand here, saved or not.'}</p>
            <Fields fields={CART_FIELDS} form={form} errors={errors} />
            <button type="submit" class="secondary" formaction={`/console/channels/${id}/rules/try`}>
              Try the cart
            </button>
          </section>
        </ForActors>
      </form>
    </ConsolePage>
  );
}

const Fields = ({
  fields,
  form,
  errors,
}: {
  fields: readonly FormField[];
  form: RulesPageProps['form'];
  errors: FieldErrors;
}) => (
  <div class="fields">
    {fields.map((field) => (
      <FieldInput field={field} value={form[field.name] ?? ''} errors={errors} />
    ))}
  </div>
);

const SavedRules = ({ form }: { form: RulesPageProps['form'] }) => (
  <dl class="facts card">
    {RULE_FIELDS.map(({ name, label }) => (
      <div>
        <dt>{label}</dt>
        <dd>{form[name] || 'any'}</dd>
      </div>
    ))}
  </dl>
);

const Trial = ({ trial: { ok, verdicts } }: { trial: TrialView }) => (
  <Notice tone={ok ? 'good' : 'bad'} title={ok ? 'The cart is taken.' : 'The cart is not taken.'} isAnswer>
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Rule</th>
          <th scope="col">Fulfilled</th>
          <th scope="col">Why not</th>
        </tr>
      </thead>
      <tbody>
        {verdicts.map((verdict) => (
          <tr>
            <th scope="row">{ruleLabel(verdict.rule)}</th>
            <td>
              <Badge tone={verdict.ok ? 'good' : 'bad'}>{verdict.ok ? 'Yes' : 'No'}</Badge>
            </td>
            <td>{verdict.reason ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </Notice>
);
