import { parseAmount } from '../../../workflows/rules/money.ts';
import type { Refusal } from '../pages/api-client.ts';
import { formatAmount } from './amount.ts';

/** A field of a form that stands for one of the API, under the path that the API's errors name it by. */
export interface FormField {
  /** `rules.currencies`: the field `currencies` of the object `rules`. */
  name: string;
  label: string;
  /** What is typed: capital codes, texts with one in each line, an amount, a whole number, a text. */
  kind: 'codes' | 'lines' | 'amount' | 'count' | 'text';
  hint?: string;
  rows?: number;
}

type Form = Readonly<Record<string, string>>;
export type FieldErrors = Refusal['errors'];

/** What the fields of a form say, as the API takes it: `{rules: {…}}`. An empty field is null. */
export function readFields(fields: readonly FormField[], form: Form): { values: Record<string, unknown>; errors: FieldErrors } {
  const values: Record<string, unknown> = {};
  const errors: FieldErrors = [];
  for (const { name, kind } of fields) {
    const text = (form[name] ?? '').trim();
    const value = text === '' ? null : READERS[kind](text);
    if (value === undefined)
      errors.push({ path: name, message: kind === 'amount' ? 'is not an amount such as 115.00' : 'is not a whole number' });
    else values[name.slice(name.indexOf('.') + 1)] = value;
  }
  return { values, errors };
}

/** Undefined: it cannot be read. */
const READERS: Record<FormField['kind'], (text: string) => unknown> = {
  codes: (text) =>
    text
      .toUpperCase()
      .split(/[\s,;]+/)
      .filter((code) => code !== ''),
  lines: (text) => text.split('\n').flatMap((line) => line.trim() || []),
  amount: (text) => parseAmount(text) ?? undefined,
  count: (text) => (/^-?\d{1,9}$/.test(text) ? Number(text) : undefined),
  text: (text) => text,
};

/** A value of the API as a form shows it. */
export function shownValue(kind: FormField['kind'], value: unknown): string {
  if (Array.isArray(value)) return value.join(kind === 'lines' ? '\n' : ', ');
  if (typeof value === 'number') return kind === 'amount' ? formatAmount(value) : String(value);
  return typeof value === 'string' ? value : '';
}

interface FieldInputProps {
  field: FormField;
  value: string;
  errors: FieldErrors;
  readonly?: boolean;
}

/** What is wrong with a field, as a sentence: most faults go on after its name. */
export const asSentence = (wrong: string): string => (/^[A-Z]/.test(wrong) ? wrong : `It ${wrong}.`);

/** The field in a page, with what was wrong with it. */
export function FieldInput({ field, value, errors, readonly = false }: FieldInputProps) {
  const { name, label, kind, hint, rows } = field;
  const wrong = errors.find(({ path }) => path === name || path.startsWith(`${name}.`))?.message;
  const id = `field-${name.replaceAll('.', '-')}`;
  const shared = {
    id,
    name,
    autocomplete: 'off',
    readonly,
    'aria-invalid': wrong === undefined ? undefined : ('true' as const),
    'aria-describedby': hint === undefined && wrong === undefined ? undefined : `${id}-hint`,
  };
  return (
    <div>
      <label for={id}>{label}</label>
      {rows === undefined ? (
        <input {...shared} type="text" value={value} {...(kind === 'amount' && { inputmode: 'decimal' as const })} />
      ) : (
        <textarea {...shared} rows={rows}>
          {value}
        </textarea>
      )}
      {(wrong ?? hint) !== undefined && <small id={`${id}-hint`}>{wrong === undefined ? hint : asSentence(wrong)}</small>}
    </div>
  );
}
