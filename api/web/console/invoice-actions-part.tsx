import { INVOICE_CONSOLE_ACTIONS } from './invoice-actions.ts';
import type { Invoiced } from './invoiced.ts';
import { whyNot } from './invoice-refusals.ts';

/** What an operator may do with one invoice. Below it, folded, what is not possible now, each with the reason of the rules. */
export function InvoiceActions({ checkout, invoice }: Invoiced) {
  const judged = INVOICE_CONSOLE_ACTIONS.map((action) => ({ ...action, why: action.whyNot({ checkout, invoice }) }));
  const shipped = invoice.shipments.length > 0 ? whyNot(checkout, invoice, 'updateShipment') : null;
  const refused = [...judged, { slug: 'update-shipment', label: 'Update shipment…', why: shipped }].flatMap(
    ({ why, ...action }) => (why === null ? [] : [{ ...action, why }]),
  );
  const number = <span class="hidden-text">{invoice.merchant_invoice_id}</span>;
  return (
    <div class="invoice-actions">
      {judged.some(({ why }) => why === null) && (
        <div class="row">
          {judged
            .filter(({ why }) => why === null)
            .map(({ slug, label }) => (
              <form method="get" action={`/console/checkouts/${checkout.id}/invoices/${encodeURIComponent(invoice.id)}/${slug}`}>
                <button type="submit" class="secondary outline">
                  {label} {number}
                </button>
              </form>
            ))}
        </div>
      )}
      {refused.length > 0 && (
        <details id={`not-now-${invoice.id}`}>
          <summary>Not possible now ({refused.length})</summary>
          <ul>
            {refused.map(({ slug, label, why }) => (
              <li>
                <button type="button" class="secondary outline" disabled aria-describedby={`why-${slug}-${invoice.id}`}>
                  {label} {number}
                </button>
                <span id={`why-${slug}-${invoice.id}`} class="muted">
                  {why}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
