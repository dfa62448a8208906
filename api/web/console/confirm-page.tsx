import type { CheckoutView } from '../../v1/checkouts/schemas.ts';
import { useContext } from 'hono/jsx';
import { TimeZone } from '../pages/times.tsx';
import { Notice } from '../pages/parts.tsx';
import { ConsolePage } from './console-page.tsx';
import { shownValue, type Form, type Input, type LineChoice, type Price } from './console-action.ts';
import { LinesTable } from './by-line/lines-table.tsx';
import { buyerOf } from './labels.ts';

interface ConfirmPageProps {
  checkout: CheckoutView;
  title: string;
  /** What will happen, each a sentence. */
  sentences: readonly string[];
  /** Where it is sent to, with what. */
  action: string;
  fields: Form;
  button: string;
  /** What may be filled in, and what has been. */
  inputs?: readonly Input[];
  /** Lines to choose from, and what the form comes to, where it can be read. */
  lines?: readonly LineChoice[] | undefined;
  price?: Price | undefined;
  filled?: Form | undefined;
  /** Why it did not go through before. */
  problem?: { title: string; detail: string } | undefined;
}

/** Says what will happen at Apruve and asks for confirmation. */
export function ConfirmPage(props: ConfirmPageProps) {
  const { checkout, title, sentences, problem } = props;
  return (
    <ConsolePage title={title} mode={checkout.mode} here="checkouts">
      <p class="crumbs">
        <a href="/console/checkouts">Checkouts</a> /{' '}
        <a href={pageOf(checkout)}>
          <bdi>{checkout.merchant_order_id}</bdi>
        </a>{' '}
        / {title}
      </p>
      <section class="card narrow" aria-labelledby="confirm-title">
        <h1 id="confirm-title">{title}?</h1>
        <p class="muted">
          Order <bdi>{checkout.merchant_order_id}</bdi>, <bdi>{buyerOf(checkout)}</bdi>
        </p>
        {problem !== undefined && (
          <Notice tone="bad" title={problem.title} isAnswer>
            <p>{problem.detail}</p>
          </Notice>
        )}
        <ul>
          {sentences.map((sentence) => (
            <li>{sentence}</li>
          ))}
        </ul>
        <ConfirmForm {...props} />
      </section>
    </ConsolePage>
  );
}

function ConfirmForm({ checkout, action, fields, button, inputs = [], lines = [], price, filled }: ConfirmPageProps) {
  return (
    <form method="post" action={action}>
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {lines.length > 0 && <LinesTable lines={lines} price={price} filled={filled} />}
      {price !== undefined && (
        <p class="price">
          It comes to <strong class="money">{price.text}</strong>.
        </p>
      )}
      <HiddenFields inputs={inputs} filled={filled} />
      <div class="row">
        <button type="submit">{button}</button>
        {lines.length > 0 && (
          <button type="submit" name="calculate" value="yes" class="secondary outline">
            Show what it comes to
          </button>
        )}
        <a href={pageOf(checkout)}>Back, change nothing</a>
      </div>
    </form>
  );
}

const pageOf = ({ id }: CheckoutView): string => `/console/checkouts/${id}`;

const HiddenFields = ({ inputs, filled }: { inputs: readonly Input[]; filled: Form | undefined }) => (
  <>
    {groupsOf(inputs).map(({ name, members }) => (
      <fieldset class={name === undefined ? undefined : 'group'}>
        {name !== undefined && <legend>{name}</legend>}
        <div class="inputs">
          {members.map((input) =>
            input.kind === 'check' ? (
              <Check input={input} checked={filled === undefined || input.name in filled} />
            ) : (
              <Field input={input} filled={filled?.[input.name]} />
            ),
          )}
        </div>
      </fieldset>
    ))}
  </>
);

/** Inputs with their neighbours of the same group. */
function groupsOf(inputs: readonly Input[]): { name: string | undefined; members: Input[] }[] {
  const groups: { name: string | undefined; members: Input[] }[] = [];
  for (const input of inputs) {
    const last = groups.at(-1);
    if (last !== undefined && last.name === input.group) last.members.push(input);
    else groups.push({ name: input.group, members: [input] });
  }
  return groups;
}

const MODES: Partial<Record<Input['kind'], 'decimal' | 'numeric'>> = { amount: 'decimal', count: 'numeric' };

const Check = ({ input: { name, label }, checked }: { input: Input; checked: boolean }) => (
  <label>
    <input type="checkbox" name={name} checked={checked} />
    {label}
  </label>
);

function Field({
  input: { name, label, kind, value: now, group, hint, required = false },
  filled,
}: {
  input: Input;
  filled: string | undefined;
}) {
  const zone = useContext(TimeZone);
  const inputmode = MODES[kind];
  const type = kind === 'time' ? 'datetime-local' : 'text';
  return (
    <label>
      {kind === 'time' ? `${label} (${zone})` : label}{' '}
      {now === undefined && !required && group === undefined && <span class="muted">(optional)</span>}
      <input
        type={type}
        name={name}
        value={filled ?? shownValue({ kind, value: now }, zone)}
        placeholder={hint}
        maxlength={500}
        autocomplete="off"
        required={required}
        {...(inputmode && { inputmode })}
      />
    </label>
  );
}
