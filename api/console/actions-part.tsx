import type { CheckoutView } from '../checkouts/checkout-schema.ts';
import { Notice } from '../pages/parts.tsx';

/** An action that did not go through: which, why, and what had been filled in. */
export interface ActionProblem {
  action: 'invoices' | 'retry';
  title: string;
  detail: string;
  fields: Readonly<Record<string, string>>;
}

interface ActionsPartProps {
  checkout: CheckoutView;
  problem?: ActionProblem | undefined;
}

type Verdict = CheckoutView['actions'][number];

/** What an operator may ask of a checkout. What is not possible now is shown with the reason, as the rules give it. */
export function ActionsPart({ checkout, problem }: ActionsPartProps) {
  const verdict = (name: Verdict['name']): Verdict | undefined => checkout.actions.find((action) => action.name === name);
  const about = (action: ActionProblem['action']) => (problem?.action === action ? problem : undefined);
  const to = (action: string): string => `/console/checkouts/${checkout.id}/${action}`;
  return (
    <section id="actions" data-live class="card actions" aria-labelledby="actions-title">
      <h2 id="actions-title">Actions</h2>
      <InvoiceForm verdict={verdict('sendInvoice')} to={to('invoices')} problem={about('invoices')} />
      <SimpleForm verdict={verdict('retry')} to={to('retry')} label="Retry" problem={about('retry')} />
      <SimpleForm verdict={verdict('complete')} to={to('complete')} label="Complete checkout…" asksFirst />
      <SimpleForm verdict={verdict('cancel')} to={to('cancel')} label="Cancel checkout…" asksFirst />
    </section>
  );
}

interface FormProps {
  verdict: Verdict | undefined;
  to: string;
  problem?: ActionProblem | undefined;
}

function InvoiceForm({ verdict, to, problem }: FormProps) {
  const { amount = '', number = '', draft } = problem?.fields ?? {};
  if (verdict?.allowed !== true) return <Impossible verdict={verdict} label="Send invoice…" problem={problem} />;
  return (
    <form method="post" action={to} aria-labelledby="send-invoice-title">
      <h3 id="send-invoice-title">Send invoice</h3>
      <Problem problem={problem} />
      <label>
        Amount <span class="muted">(optional)</span>
        <input name="amount" value={amount} inputmode="decimal" autocomplete="off" placeholder="All that is not invoiced" />
      </label>
      <label>
        Invoice number <span class="muted">(optional)</span>
        <input name="number" value={number} maxlength={64} autocomplete="off" placeholder="Made from the order number" />
      </label>
      <label>
        <input type="checkbox" name="issue" checked={draft === undefined} />
        Issue now, with its shipment
      </label>
      <button type="submit">Send invoice…</button>
    </form>
  );
}

function SimpleForm({ verdict, to, problem, label, asksFirst = false }: FormProps & { label: string; asksFirst?: boolean }) {
  if (verdict?.allowed !== true) return <Impossible verdict={verdict} label={label} problem={problem} />;
  return (
    <form method={asksFirst ? 'get' : 'post'} action={to}>
      <Problem problem={problem} />
      <button type="submit" class="secondary outline">
        {label}
      </button>
    </form>
  );
}

function Impossible({
  verdict,
  label,
  problem,
}: {
  verdict: Verdict | undefined;
  label: string;
  problem: ActionProblem | undefined;
}) {
  const id = `why-not-${verdict?.name ?? 'unknown'}`;
  return (
    <div class="impossible">
      <Problem problem={problem} />
      <button type="button" class="secondary outline" disabled aria-describedby={id}>
        {label}
      </button>
      <p id={id} class="muted">
        {verdict?.reason ?? 'This is not possible here.'}
      </p>
    </div>
  );
}

const Problem = ({ problem }: { problem: ActionProblem | undefined }) =>
  problem === undefined ? (
    <></>
  ) : (
    <Notice tone="bad" title={problem.title} isAnswer>
      <p>{problem.detail}</p>
    </Notice>
  );
