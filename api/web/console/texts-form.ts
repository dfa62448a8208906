import type { ChannelView } from '../../v1/channels/schemas.ts';
import { POLICY_NAMES } from '../../v1/channels/schemas.ts';
import type { FormField } from './form-fields.tsx';

type Form = Readonly<Record<string, string>>;
type Labels = ChannelView['labels'];

const POLICY_LABELS: Record<(typeof POLICY_NAMES)[number], string> = {
  lost_return_after: 'Look a lost buyer up after',
  authorization_window: 'Buyers have to authorize within',
  approval_deadline: 'Wait for an approval for',
  approval_poll: 'Ask for an approval every',
  invoice_waiting: 'Keep an invoice waiting for',
  pending_invoice: 'Show a pending invoice after',
  expiry_warning: 'Warn of the expiry before it by',
  unknown_outcome_wait: 'Wait after a lost answer for',
  step_bound: 'Try a step at once for',
  step_retry: 'Try it again after',
};

/** The policies of a channel as a form has them. */
export const policyFields = ({ own_policies }: Pick<ChannelView, 'own_policies'>): FormField[] =>
  POLICY_NAMES.map((name) => ({
    name: `policy.${name}`,
    label: POLICY_LABELS[name],
    kind: 'text',
    hint: own_policies.includes(name) ? "Its own. Empty: the environment's again." : 'As in the environment.',
  }));

export const formOfPolicies = (policy: ChannelView['policy']): Form =>
  Object.fromEntries(Object.entries(policy).map(([name, text]) => [`policy.${name}`, text]));

/** The policies that differ from what holds now; null follows the environment again. The others go on following it, or stay. */
export const changedPolicies = (policy: ChannelView['policy'], form: Form): Record<string, string | null> =>
  Object.fromEntries(
    POLICY_NAMES.flatMap((name): [string, string | null][] => {
      const text = form[`policy.${name}`]?.trim();
      return text === undefined || text === policy[name] ? [] : [[name, text || null]];
    }),
  );

/** One language of a channel in a form. */
export interface LabelRow {
  language: string;
  label: string;
  short_label: string;
}

const EMPTY: LabelRow = { language: '', label: '', short_label: '' };

/** Every language, and a row for one more. */
export const rowsOfLabels = (labels: Labels): LabelRow[] => [
  ...Object.entries(labels).map(([language, texts]) => ({ language, ...texts })),
  EMPTY,
];

/** The rows as they were typed. */
export function rowsOfForm(form: Form): LabelRow[] {
  const rows: LabelRow[] = [];
  for (let at = 0; `language.${at}` in form; at++) {
    const [language = '', label = '', short_label = ''] = ['language', 'label', 'short_label'].map(
      (name) => form[`${name}.${at}`],
    );
    rows.push({ language: language.toLowerCase(), label, short_label });
  }
  return rows;
}

/** The labels of the rows; one without any text is left out. Without a short label the long one is short enough, or refused. */
export const labelsOfRows = (rows: readonly LabelRow[]): Record<string, { label: string; short_label: string }> =>
  Object.fromEntries(
    rows
      .filter(({ label, short_label }) => label + short_label !== '')
      .map(({ language, label, short_label }) => [language, { label, short_label: short_label || label }]),
  );
