import type { CheckoutView } from '../../v1/checkouts/schemas.ts';
import { CHECKOUT_CONSOLE_ACTIONS } from './checkout-actions.ts';

/** What an operator may do with a checkout. Below it, folded, what is not possible now, each with the reason of the rules. */
export function ActionsPart({ checkout }: { checkout: CheckoutView }) {
  const judged = CHECKOUT_CONSOLE_ACTIONS.map(({ slug, name, label, of }) => {
    const verdict = checkout.actions.find((action) => action.name === name);
    return {
      slug,
      label,
      atOnce: of(checkout).atOnce,
      allowed: verdict?.allowed ?? false,
      reason: verdict?.reason ?? 'This is not possible here.',
    };
  });
  const refused = judged.filter(({ allowed }) => !allowed);
  return (
    <section id="actions" data-live class="card actions" aria-labelledby="actions-title">
      <h2 id="actions-title">Actions</h2>
      {judged
        .filter(({ allowed }) => allowed)
        .map(({ slug, label, atOnce }) => (
          <form method={atOnce ? 'post' : 'get'} action={`/console/checkouts/${checkout.id}/${slug}`} class="simple">
            <button type="submit" class="secondary outline">
              {label}
            </button>
          </form>
        ))}
      {refused.length > 0 && (
        <details id="not-now" class="impossible">
          <summary>Not possible now ({refused.length})</summary>
          {refused.map(({ slug, label, reason }) => (
            <div>
              <button type="button" class="secondary outline" disabled aria-describedby={`why-not-${slug}`}>
                {label}
              </button>
              <p id={`why-not-${slug}`} class="muted">
                {reason}
              </p>
            </div>
          ))}
        </details>
      )}
    </section>
  );
}
