import type { CheckoutView } from '../checkouts/checkout-schema.ts';
import { ConsolePage } from './console-page.tsx';
import { buyerOf } from './words.ts';

interface ConfirmPageProps {
  checkout: CheckoutView;
  title: string;
  /** What will happen, each a sentence. */
  sentences: readonly string[];
  /** Where it is sent to, with what. */
  action: string;
  fields: Readonly<Record<string, string>>;
  button: string;
  /** Asks for a reason, which is recorded. */
  asksReason?: boolean;
}

/** The last look before something happens at Apruve. */
export function ConfirmPage({ checkout, title, sentences, action, fields, button, asksReason = false }: ConfirmPageProps) {
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
        <ul>
          {sentences.map((sentence) => (
            <li>{sentence}</li>
          ))}
        </ul>
        <form method="post" action={action}>
          {Object.entries(fields).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          {asksReason && (
            <label>
              Reason <span class="muted">(optional)</span>
              <input name="reason" maxlength={500} autocomplete="off" />
            </label>
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
