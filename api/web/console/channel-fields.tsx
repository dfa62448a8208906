import type { Refusal } from '../pages/api-client.ts';
import { Notice } from '../pages/parts.tsx';
import { asSentence } from './form-fields.tsx';

interface FieldProps {
  label: string;
  name: string;
  value?: string | undefined;
  type?: 'text' | 'url' | 'password';
  hint?: string;
  required?: boolean;
  refusal: Refusal | null;
}

/** A field of a channel, with what was wrong with it. */
export function Field({ label, name, value = '', type = 'text', hint, required = false, refusal }: FieldProps) {
  const wrong = refusal?.errors.find(({ path }) => path === name)?.message;
  const id = `channel-${name}`;
  return (
    <>
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        type={type}
        value={value}
        required={required}
        autocomplete="off"
        aria-invalid={wrong === undefined ? undefined : 'true'}
        aria-describedby={`${id}-hint`}
      />
      <small id={`${id}-hint`}>{wrong === undefined ? hint : asSentence(wrong)}</small>
    </>
  );
}

/** Why nothing was changed. */
export const Refused = ({ refusal }: { refusal: Refusal | null }) =>
  refusal === null ? null : (
    <Notice tone="bad" title={refusal.title} isAnswer>
      <p>{refusal.detail}</p>
    </Notice>
  );
