import type { Child } from 'hono/jsx';

const KIND: Record<string, 'good' | 'wait' | 'bad'> = {
  accepted: 'good',
  closed: 'good',
  funded: 'good',
  delivered: 'good',
  pending: 'wait',
  new: 'wait',
  open: 'wait',
  held: 'wait',
  waiting: 'wait',
  overdue: 'bad',
  canceled: 'bad',
  failed: 'bad',
  expired: 'bad',
  suspended: 'bad',
};

/** A status as a word with a colour; the word alone says it all. */
export const Badge = ({ status }: { status: string }) => <span class={`badge ${KIND[status] ?? ''}`}>{status}</span>;

/** One button that is a form of its own: it works without any script. `back` is the page that follows, where not the list. */
export const Act = (props: {
  to: string;
  label: string;
  about: string;
  class?: string;
  back?: string;
  fields?: Readonly<Record<string, string>>;
}) => (
  <form method="post" action={props.to}>
    {Object.entries({ ...props.fields, ...(props.back !== undefined && { back: props.back }) }).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    <button type="submit" class={`small ${props.class ?? ''}`} aria-label={`${props.label} ${props.about}`}>
      {props.label}
    </button>
  </form>
);

/** A field of a form: text, an amount in dollars for a name in `_cents`, a choice of words, or a box that sends `value`. */
export type Field = {
  readonly name: string;
  readonly label: string;
  readonly value?: string;
  readonly box?: boolean;
  readonly words?: readonly string[];
  readonly required?: boolean;
  readonly placeholder?: string;
};

const Input = ({ name, label, value, box, words, required, placeholder }: Field) => {
  if (box === true) {
    return (
      <label class="box">
        <input type="checkbox" name={name} value={value} /> {label}
      </label>
    );
  }
  const isMoney = name.endsWith('_cents');
  return (
    <label>
      {label}
      {words === undefined ? (
        <input
          name={name}
          value={value}
          required={required}
          placeholder={placeholder}
          {...(isMoney && { inputmode: 'decimal', pattern: '[0-9]+([.][0-9]{1,2})?', title: 'Dollars, such as 12.50' })}
        />
      ) : (
        <select name={name}>
          {words.map((word) => (
            <option value={word}>{word}</option>
          ))}
        </select>
      )}
    </label>
  );
};

const SILENTLY: Field = { name: 'silent', label: 'silently', value: 'true', box: true };

/** Something that needs a few words: a form behind its name. Where it can be silent, no webhook follows when the box is ticked. */
export const DeedForm = (props: { name: string; to: string; back: string; fields: readonly Field[]; loud?: boolean }) => (
  <details class="deed">
    <summary>{props.name}</summary>
    <form method="post" action={props.to} class="fields">
      <input type="hidden" name="back" value={props.back} />
      {[...props.fields, ...(props.loud === true ? [] : [SILENTLY])].map((field) => (
        <Input {...field} />
      ))}
      <button type="submit" class="small">
        {props.name}
      </button>
    </form>
  </details>
);

/** A part of the page that the links at the top lead to. */
export const Section = (props: { id: string; title: string; aside?: Child; children?: Child }) => (
  <section id={props.id} aria-labelledby={`${props.id}-title`}>
    <div class="row">
      <h2 id={`${props.id}-title`} class="grow">
        {props.title}
      </h2>
      {props.aside}
    </div>
    {props.children}
  </section>
);
