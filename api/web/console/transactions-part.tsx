import { Badge, Money, Time, type Tone } from '../pages/parts.tsx';
import type { TransactionView } from '../../v1/transactions/schemas.ts';

/** The payment history, oldest first: one row per step, which opens to what was sent to Apruve and what it answered. */
export function TransactionsPart({ transactions }: { transactions: readonly TransactionView[] }) {
  return (
    <section id="transactions" data-live class="card" aria-labelledby="transactions-title">
      <h2 id="transactions-title">Payment transactions</h2>
      <ul class="plain transactions">
        {transactions.map((transaction) => (
          <TransactionRow transaction={transaction} />
        ))}
      </ul>
    </section>
  );
}

function TransactionRow({ transaction }: { transaction: TransactionView }) {
  const { id, action, amount_cents, currency, actor, note, created_at, reference, source_id, request, response } = transaction;
  const { label, tone } = rowState(transaction);
  return (
    <li>
      <details id={`transaction-${id}`}>
        <summary>
          <strong>{action.replaceAll('_', ' ')}</strong>
          <span class="number">
            <Money cents={amount_cents} currency={currency} />
          </span>
          <span>
            <Badge tone={tone}>{label}</Badge>
          </span>
          <small class="muted">
            <Time at={created_at} />
          </small>
          <small class="muted">{exchanged(transaction)}</small>
        </summary>
        <p class="muted">
          Row {id}
          {source_id !== null && `, follows from row ${source_id}`}
          {actor !== null && `, asked for by ${actor}`}
          {note !== null && `: “${note}”`}
          {reference !== null && (
            <>
              , Apruve's id <span class="mono">{reference}</span>
            </>
          )}
        </p>
        <Json title={`Request${request === null ? '' : `: ${request.method} ${request.path}`}`} value={request?.body} />
        <Json title={`Response${response === null ? '' : `: ${response.status}`}`} value={response?.body} />
      </details>
    </li>
  );
}

/** A purchase has its answer in the lightbox; every other step that was sent and not answered is in doubt. */
function rowState({ action, active, successful, request, response }: TransactionView): { label: string; tone: Tone } {
  if (successful) return active ? { label: 'active', tone: 'good' } : { label: 'done', tone: 'calm' };
  if (active) return { label: 'pending', tone: 'wait' };
  if (isRefused(request, response)) return { label: 'refused', tone: 'bad' };
  if (action !== 'purchase' && request !== null && response === null) return { label: 'no answer yet', tone: 'wait' };
  return { label: 'not successful', tone: 'bad' };
}

/** By Apruve, or by the process itself, which sent nothing then: what was asked for is no HTTP request. */
const isRefused = (request: TransactionView['request'], response: TransactionView['response']): boolean =>
  (response !== null && response.status >= 400 && response.status < 500) || /^(SIGNAL|UPDATE)$/.test(request?.method ?? '');

/** What was called, and what came back. */
function exchanged({ request, response }: TransactionView): string {
  const parts = [request?.method, response?.status].filter((part) => part !== undefined);
  return parts.length === 0 ? 'no call' : parts.join(' → ');
}

const Json = ({ title, value }: { title: string; value: unknown }) => (
  <>
    <h3>{title}</h3>
    {value === undefined || value === null ? (
      <p class="muted">No body.</p>
    ) : (
      <pre tabindex={0}>{JSON.stringify(value, null, 2)}</pre>
    )}
  </>
);
