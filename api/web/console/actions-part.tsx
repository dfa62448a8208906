import type { CheckoutView } from '../../v1/checkouts/schemas.ts';
import { nextStep, type NextStep } from './next-step.ts';
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
  const next = nextStep(checkout);
  const refused = judged.filter(({ allowed }) => !allowed);
  return (
    <section id="actions" data-live class="card actions" aria-labelledby="actions-title">
      <h2 id="actions-title">Actions</h2>
      <Next checkout={checkout} next={next} />
      {judged
        .filter(({ allowed, slug }) => allowed && !(next !== null && 'slug' in next && next.slug === slug))
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

/** The one thing to do next, or what the order waits for. */
function Next({ checkout, next }: { checkout: CheckoutView; next: NextStep }) {
  if (next === null) return null;
  if ('waits' in next) return <p>{next.waits}</p>;
  const { slug, label } = next;
  return (
    <form method={slug === 'retry' ? 'post' : 'get'} action={`/console/checkouts/${checkout.id}/${slug}`} class="simple">
      <button type="submit">{label}</button>
    </form>
  );
}
