import type { CheckoutView } from '../../v1/checkouts/schemas.ts';
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

/** Those but for the invoice, which has a form of its own. All but a retry ask for confirmation first. */
const SIMPLE = [
  { name: 'update', label: 'Change order…' },
  { name: 'finalize', label: 'Finalize order…' },
  { name: 'retry', label: 'Retry' },
  { name: 'complete', label: 'Complete checkout…' },
  { name: 'cancel', label: 'Cancel checkout…' },
] as const satisfies readonly { name: Verdict['name']; label: string }[];

/** What an operator may ask of a checkout. What is not possible now is a fold below, with the reason as the rules give it. */
export function ActionsPart({ checkout, problem }: ActionsPartProps) {
  const { actions } = checkout;
  const isAllowed = (name: Verdict['name']): boolean => actions.some((action) => action.name === name && action.allowed);
  // What was refused stays, with what was filled in, while the rest of the page is renewed.
  const live = problem === undefined ? '' : undefined;
  const to = (action: string): string => `/console/checkouts/${checkout.id}/${action}`;
  const all = [{ name: 'sendInvoice', label: 'Send invoice…' } as const, ...SIMPLE];
  return (
    <section id="actions" data-live={live} class="card actions" aria-labelledby="actions-title">
      <h2 id="actions-title">Actions</h2>
      <Problem problem={problem} />
      {isAllowed('sendInvoice') && <InvoiceForm to={to('invoices')} problem={problem} />}
      {SIMPLE.filter(({ name }) => isAllowed(name)).map(({ name, label }) => (
        <form method={name === 'retry' ? 'post' : 'get'} action={to(name)} class="simple">
          <button type="submit" class="secondary outline">
            {label}
          </button>
        </form>
      ))}
      <Impossible
        refused={all.flatMap(({ name, label }) => {
          const reason = actions.find((action) => action.name === name)?.reason ?? 'This is not possible here.';
          return isAllowed(name) ? [] : [{ name, label, reason }];
        })}
      />
    </section>
  );
}

function InvoiceForm({ to, problem }: { to: string; problem: ActionProblem | undefined }) {
  const { amount = '', number = '', draft } = problem?.fields ?? {};
  return (
    <form method="post" action={to} aria-labelledby="send-invoice-title">
      <h3 id="send-invoice-title">Send invoice</h3>
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

function Impossible({ refused }: { refused: readonly { name: string; label: string; reason: string }[] }) {
  if (refused.length === 0) return <></>;
  return (
    <details id="not-now" class="impossible">
      <summary>Not possible now ({refused.length})</summary>
      {refused.map(({ name, label, reason }) => (
        <div>
          <button type="button" class="secondary outline" disabled aria-describedby={`why-not-${name}`}>
            {label}
          </button>
          <p id={`why-not-${name}`} class="muted">
            {reason}
          </p>
        </div>
      ))}
    </details>
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
