import type { CheckoutView } from '../../v1/checkouts/schemas.ts';
import { Badge, Money } from '../pages/parts.tsx';
import { Time } from '../pages/times.tsx';
import { ForActors } from '../pages/may-act.ts';
import { formatAmount } from './amount.ts';

type InFlight = CheckoutView['in_flight'][number];
type Refused = CheckoutView['refused'][number];

/** What is on its way to Apruve and what Apruve has refused, each with what a person can do. Nothing where all is well. */
export function TroublePart({ checkout }: { checkout: CheckoutView }) {
  const { in_flight, completed_at } = checkout;
  const refused = completed_at === null ? checkout.refused : [];
  return (
    <div id="trouble" data-live>
      {in_flight.length > 0 && (
        <section class="card" aria-labelledby="in-flight-title">
          <h2 id="in-flight-title">On its way to Apruve</h2>
          <ul class="plain">
            {in_flight.map((each) => (
              <OnItsWay each={each} checkout={checkout} />
            ))}
          </ul>
          {checkout.actions.some(({ name, allowed }) => name === 'retry' && allowed) && (
            <ForActors>
              <form method="post" action={`/console/checkouts/${checkout.id}/retry`} class="simple">
                <button type="submit" class="secondary outline">
                  Retry now
                </button>
              </form>
            </ForActors>
          )}
        </section>
      )}
      {refused.length > 0 && (
        <section class="card" aria-labelledby="refused-title">
          <h2 id="refused-title">Refused</h2>
          <ul class="plain">
            {refused.map((each) => (
              <RefusedItem each={each} checkout={checkout} />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

/** What it is, in a clerk's words. */
function nameOf({ action, merchant_invoice_id: number }: Pick<InFlight, 'action' | 'merchant_invoice_id'>): string {
  if (action === 'invoice') return number === null ? 'Invoice' : `Invoice ${number}`;
  const what = WORDS[action] ?? action.replaceAll(/[-_]/g, ' ');
  return number === null ? what : `${what}, invoice ${number}`;
}

const WORDS: Readonly<Record<string, string>> = {
  refund: 'Return',
  shipment: 'Shipment',
  update: 'Change',
  issue: 'Issue',
  close: 'Close by hand',
  invoice_cancel: 'Cancel invoice',
  complete: 'Complete checkout',
  cancel: 'Cancel checkout',
  order_cancel: 'Cancel order',
  finalize: 'Finalize order',
  place_order: 'Place order',
  read: 'Look at Apruve',
  adopt: 'Look at Apruve',
  'look-up': 'Look at Apruve',
};

function OnItsWay({ each, checkout }: { each: InFlight; checkout: CheckoutView }) {
  const { since, tries, next_try_at, code, last_answer } = each;
  return (
    <li>
      <div class="headline">
        <h3>
          {nameOf(each)} <Badge tone="wait">On its way</Badge>
        </h3>
        <Cents cents={each.amount_cents} currency={checkout.currency} />
      </div>
      <p>
        Asked for <Time at={since} />
        {tries > 0 && `, tried ${tries === 1 ? 'once' : `${tries} times`} in vain`}.{' '}
        {next_try_at !== null ? (
          <>
            Next try <Time at={next_try_at} />.
          </>
        ) : code === null ? (
          'It is being tried now.'
        ) : (
          'It waits for a person.'
        )}
      </p>
      <p class="muted">
        {last_answer === null ? 'No answer of Apruve yet' : `Apruve last answered ${last_answer.status}: ${last_answer.text}`}
        {code !== null && (
          <>
            {' '}
            (<code>{code}</code>)
          </>
        )}
      </p>
    </li>
  );
}

function RefusedItem({ each, checkout }: { each: Refused; checkout: CheckoutView }) {
  const { action, title, detail, at } = each;
  const maySend = checkout.actions.some(({ name, allowed }) => name === 'sendInvoice' && allowed);
  return (
    <li>
      <div class="headline">
        <h3>
          {nameOf(each)} <Badge tone="bad">Refused</Badge>
        </h3>
        <Cents cents={each.amount_cents} currency={checkout.currency} />
      </div>
      <p>
        <strong>{title}</strong>
        {detail !== null && `: ${detail}`}
      </p>
      <p class="muted">
        <Time at={at} />
      </p>
      {action === 'invoice' && maySend && (
        <ForActors>
          <SendAgain refused={each} checkoutId={checkout.id} />
        </ForActors>
      )}
    </li>
  );
}

/** Opens the form for an invoice, filled with what was sent. */
const SendAgain = ({ refused, checkoutId }: { refused: Refused; checkoutId: string }) => (
  <form method="get" action={`/console/checkouts/${checkoutId}/send-invoice`} class="simple">
    {refused.amount_cents > 0 && <input type="hidden" name="amount_cents" value={formatAmount(refused.amount_cents)} />}
    {refused.merchant_invoice_id !== null && (
      <input type="hidden" name="merchant_invoice_id" value={refused.merchant_invoice_id} />
    )}
    <input type="hidden" name="issue_on_create" value="on" />
    <button type="submit" class="secondary outline">
      Edit and send again…
    </button>
  </form>
);

const Cents = ({ cents, currency }: { cents: number | null; currency: string }) =>
  cents === null || cents === 0 ? (
    <></>
  ) : (
    <strong>
      <Money cents={cents} currency={currency} />
    </strong>
  );
