import type { Child } from 'hono/jsx';
import type { CheckoutView } from '../../v1/checkouts/schemas.ts';
import { ForActors, ForAdministrators } from '../pages/may-act.ts';
import { Badge, Money, Notice } from '../pages/parts.tsx';
import { Time } from '../pages/times.tsx';
import { ActionsPart } from './actions-part.tsx';
import { AttentionPart } from './attention-part.tsx';
import { ConsolePage } from './console-page.tsx';
import type { TemporalPages } from './env.ts';
import { NoteForm } from './note-form.tsx';
import { InvoicesPart } from './invoices-part.tsx';
import { buyerPath } from './list-parts.tsx';
import { MoneyPart } from './money-part.tsx';
import type { History } from './timeline/entries.ts';
import { TimelinePart } from './timeline/timeline-part.tsx';
import { TroublePart } from './trouble-part.tsx';
import { buyerOf, meaningOf, PAYMENT, STATUS } from './labels.ts';

interface DetailPageProps {
  checkout: CheckoutView;
  history: History;
  /** All that was read of the history, not only the newest. */
  isWhole: boolean;
  temporal: TemporalPages;
  /** The outcome of the last action, in words. */
  outcome: string | null;
  /** A note that was typed before signing in again. */
  note: string;
}

/** Everything that is known of one checkout, and what may be asked of it now. */
export function DetailPage({ checkout, history, isWhole, temporal, outcome, note }: DetailPageProps) {
  return (
    <ConsolePage
      title={`Order ${checkout.merchant_order_id}`}
      mode={checkout.mode}
      here="checkouts"
      about={checkout.id}
      refreshSeconds={5}
    >
      <p class="crumbs">
        <a href="/console/checkouts">Checkouts</a> / <bdi>{checkout.merchant_order_id}</bdi>
      </p>
      {outcome !== null && <Notice tone="good">{outcome}</Notice>}
      <div class="detail">
        <div>
          <Overview checkout={checkout} />
          <TroublePart checkout={checkout} />
          <MoneyPart checkout={checkout} />
          <InvoicesPart checkout={checkout} />
          <TimelinePart checkout={checkout} history={history} isWhole={isWhole} />
          <ForActors>
            <NoteForm checkoutId={checkout.id} typed={note} />
          </ForActors>
        </div>
        <aside aria-label="Actions and facts">
          <ForActors>
            <ActionsPart checkout={checkout} />
          </ForActors>
          <FactsPart checkout={checkout} temporal={temporal} />
        </aside>
      </div>
    </ConsolePage>
  );
}

function Overview({ checkout }: { checkout: CheckoutView }) {
  const { merchant_order_id, amount_cents, currency, status, payment_status, overdue } = checkout;
  return (
    <section id="overview" data-live aria-labelledby="overview-title">
      <div class="headline">
        <h1 id="overview-title">
          Order <bdi>{merchant_order_id}</bdi>
        </h1>
        <strong class="amount">
          <Money cents={amount_cents} currency={currency} />
        </strong>
      </div>
      <p class="row badges">
        <Badge tone={STATUS[status].tone}>{STATUS[status].label}</Badge>
        <Badge tone={PAYMENT[payment_status].tone}>Payment: {PAYMENT[payment_status].label.toLowerCase()}</Badge>
        {overdue && <Badge tone="bad">Overdue</Badge>}
      </p>
      <p>{meaningOf(checkout)}</p>
      <AttentionPart checkout={checkout} />
    </section>
  );
}

/** What the shop keeps with its checkout. */
const MetadataFacts = ({ metadata }: Pick<CheckoutView, 'metadata'>) => (
  <>
    {Object.entries(metadata).map(([name, value]) => (
      <Fact name={name}>
        <bdi>{value}</bdi>
      </Fact>
    ))}
  </>
);

function FactsPart({ checkout, temporal }: { checkout: CheckoutView; temporal: TemporalPages }) {
  const { id, channel, po_number, apruve_order_id, apruve_status, attempt, deadlines, created_at, completed_at } = checkout;
  return (
    <section id="facts" data-live class="card" aria-labelledby="facts-title">
      <h2 id="facts-title">Facts</h2>
      <dl class="facts">
        <dt>Buyer</dt>
        <dd>
          <BuyerLink checkout={checkout} />
        </dd>
        {po_number !== null && (
          <Fact name="PO number">
            <bdi>{po_number}</bdi>
          </Fact>
        )}
        <MetadataFacts metadata={checkout.metadata} />
        <Fact name="Opened">
          <Time at={created_at} />
        </Fact>
        {checkout.offline && <Fact name="Placed">offline, without a lightbox</Fact>}
        <Deadline name={checkout.offline ? 'To be placed by' : 'To be authorized by'} at={deadlines.authorization_at} />
        <Deadline name="To be approved by" at={deadlines.approval_at} />
        <Deadline name="Credit held until" at={deadlines.expires_at} />
        <Deadline name="Ended" at={completed_at} />
        <Deadline name="Buyer erased" at={checkout.erased_at} />
        <Fact name="Apruve order">
          {apruve_order_id === null ? 'none yet' : <span class="mono">{apruve_order_id}</span>}
          {apruve_status !== null && ` (${apruve_status})`}
        </Fact>
        <Fact name="Channel">
          {channel}
          {attempt > 1 && `, attempt ${attempt}`}
        </Fact>
        <Fact name="Checkout id">
          <span class="mono">{id}</span>
        </Fact>
      </dl>
      <Elsewhere id={id} channel={channel} temporal={temporal} />
    </section>
  );
}

/** What else there is about it, for those who look behind. */
const Elsewhere = ({ id, channel, temporal }: Pick<CheckoutView, 'id' | 'channel'> & { temporal: TemporalPages }) => (
  <>
    <ForAdministrators channel={channel}>
      <p>
        <a href={`/console/requests?checkout=${id}`}>API requests about it</a>
      </p>
    </ForAdministrators>
    {temporal !== null && (
      <a href={`${temporal.uiUrl}/namespaces/${encodeURIComponent(temporal.namespace)}/workflows/${id}`} rel="noreferrer">
        Open the workflow in Temporal
      </a>
    )}
  </>
);

/** An erased buyer has no page. */
function BuyerLink({ checkout }: { checkout: CheckoutView }) {
  const { email, id } = checkout.customer;
  const name = <bdi>{buyerOf(checkout)}</bdi>;
  if (email !== null) return <a href={buyerPath(email)}>{name}</a>;
  return id === null ? name : <a href={buyerPath(id, checkout.channel)}>{name}</a>;
}

const Fact = ({ name, children }: { name: string; children: Child }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);

const Deadline = ({ name, at }: { name: string; at: string | null }) =>
  at === null ? (
    <></>
  ) : (
    <Fact name={name}>
      <Time at={at} />
    </Fact>
  );
