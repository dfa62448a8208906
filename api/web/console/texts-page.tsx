import type { ChannelView } from '../../v1/channels/schemas.ts';
import type { Refusal } from '../pages/api-client.ts';
import { Notice } from '../pages/parts.tsx';
import type { PageMode } from '../pages/shell.tsx';
import { Refused } from './channel-fields.tsx';
import { ConsolePage } from './console-page.tsx';
import { FieldInput, type FieldErrors } from './form-fields.tsx';
import { policyFields, type LabelRow } from './texts-form.ts';

interface TextsPageProps {
  mode: PageMode;
  channel: ChannelView;
  rows: readonly LabelRow[];
  policies: Readonly<Record<string, string>>;
  outcome?: string | null;
  refusal?: Refusal | null;
}

/** What buyers read of a channel, and how long its processes wait. */
export function TextsPage({ mode, channel, rows, policies, outcome = null, refusal = null }: TextsPageProps) {
  const { id, name, may_change } = channel;
  const errors = refusal?.errors ?? [];
  return (
    <ConsolePage title={`Labels and policies of ${name}`} mode={mode} here="channels">
      <p class="crumbs">
        <a href="/console/channels">Channels</a> / <a href={`/console/channels/${id}`}>{name}</a> / Labels and policies
      </p>
      <h1>Labels and policies</h1>
      {outcome !== null && <Notice tone="good">{outcome}</Notice>}
      <Refused refusal={refusal} />
      {!may_change && (
        <p class="muted">They are shown here, and changed by administrators of the channel or in the environment.</p>
      )}
      <LabelsForm channel={channel} rows={rows} errors={errors} />
      <PoliciesForm channel={channel} policies={policies} errors={errors} />
    </ConsolePage>
  );
}

type Part<K extends keyof TextsPageProps> = Pick<TextsPageProps, 'channel' | K> & { errors: FieldErrors };

const LabelsForm = ({ channel: { id, version, may_change }, rows, errors }: Part<'rows'>) => (
  <form method="post" action={`/console/channels/${id}/labels`} class="card" aria-label="Labels">
    <input type="hidden" name="version" value={String(version)} />
    <h2>Labels</h2>
    <p class="muted">
      What a buyer reads at the checkout, in each language of two letters (en, de, fr). An empty label takes its language away.
    </p>
    {rows.map((row, at) => (
      <LabelInputs row={row} at={at} errors={errors} mayChange={may_change} />
    ))}
    {may_change && <button type="submit">Save the labels</button>}
  </form>
);

const PoliciesForm = ({ channel: { id, version, paid_means, may_change, own_policies }, policies, errors }: Part<'policies'>) => (
  <form method="post" action={`/console/channels/${id}/policies`} class="card" aria-label="Policies">
    <input type="hidden" name="version" value={String(version)} />
    <h2>Policies</h2>
    <p class="muted">Times such as 90s, 15m, 24h or 45d. They hold for new checkouts; those that run keep theirs.</p>
    <label for="field-paid_means">An order is paid when</label>
    <select id="field-paid_means" name="paid_means" disabled={!may_change}>
      <option value="closed" selected={paid_means === 'closed'}>
        the buyer has paid
      </option>
      <option value="funded" selected={paid_means === 'funded'}>
        the financing partner has paid
      </option>
    </select>
    <div class="fields">
      {policyFields({ own_policies }).map((field) => (
        <FieldInput field={field} value={policies[field.name] ?? ''} errors={errors} readonly={!may_change} />
      ))}
    </div>
    {may_change && <button type="submit">Save the policies</button>}
  </form>
);

interface LabelInputsProps {
  row: LabelRow;
  at: number;
  errors: FieldErrors;
  mayChange: boolean;
}

function LabelInputs({ row: { language, label, short_label }, at, errors, mayChange }: LabelInputsProps) {
  if (!mayChange && label === '') return null;
  const ofRow = errors.filter(({ path }) => path.startsWith(`labels.${language}.`) || path === `labels.${language}`);
  const named = ofRow.map(({ path, message }) => ({ path: `${path.split('.')[2] ?? 'language'}.${at}`, message }));
  const input = (name: string, text: string, value: string) => (
    <FieldInput field={{ name: `${name}.${at}`, label: text, kind: 'text' }} value={value} errors={named} readonly={!mayChange} />
  );
  return (
    <fieldset class="group">
      <legend>{language === '' ? 'One more language' : `Language ${language}`}</legend>
      <div class="inputs">
        {input('label', 'Label', label)}
        {input('short_label', 'Short label', short_label)}
        {input('language', 'Language', language)}
      </div>
    </fieldset>
  );
}
