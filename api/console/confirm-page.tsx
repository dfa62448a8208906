import type { CheckoutView } from '../checkouts/checkout-schema.ts';
import { Notice } from '../pages/parts.tsx';
import { ConsolePage } from './console-page.tsx';
import type { Form, Input } from './deeds.ts';
import { buyerOf } from './words.ts';

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
  filled?: Form;
  /** Why it did not go through before. */
  problem?: { title: string; detail: string } | undefined;
}

/** The last look before something happens at Apruve. */
export function ConfirmPage(props: ConfirmPageProps) {
  const { checkout, title, sentences, action, fields, button, inputs = [], filled = {}, problem } = props;
  const back = `/console/checkouts/${checkout.id}`;
  return (
    <ConsolePage title={title} mode={checkout.mode} here="checkouts">
      <p class="crumbs">
        <a href="/console">Checkouts</a> / <a href={back}>{checkout.merchant_order_id}</a> / {title}
      </p>
      <section class="card narrow" aria-labelledby="confirm-title">
        <h1 id="confirm-title">{title}?</h1>
        <p class="muted">
          Order {checkout.merchant_order_id}, {buyerOf(checkout)}
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
        <form method="post" action={action}>
          {Object.entries(fields).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          {inputs.length > 0 && (
            <div class="inputs">
              {inputs.map((input) => (
                <Field input={input} value={filled[input.name] ?? input.value ?? ''} />
              ))}
            </div>
          )}
          <div class="row">
            <button type="submit">{button}</button>
            <a href={back}>Back, change nothing</a>
          </div>
        </form>
      </section>
    </ConsolePage>
  );
}

function Field({ input: { name, label, kind, value: now, hint }, value }: { input: Input; value: string }) {
  const decimal = kind === 'amount' ? ({ inputmode: 'decimal' } as const) : {};
  const type = kind === 'time' ? 'datetime-local' : 'text';
  return (
    <label>
      {label} {now === undefined && <span class="muted">(optional)</span>}
      <input type={type} name={name} value={value} placeholder={hint} maxlength={255} autocomplete="off" {...decimal} />
    </label>
  );
}
