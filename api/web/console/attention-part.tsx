import { isFailureCode } from '../../../workflows/contract/failures.ts';
import type { CheckoutView } from '../../v1/checkouts/schemas.ts';
import { isProcessTrouble } from '../../../workflows/rules/process-trouble.ts';
import { ADVICE } from '../docs/problem-advice.ts';
import { ForActors } from '../pages/may-act.ts';
import { Notice } from '../pages/parts.tsx';
import { Time } from '../pages/times.tsx';

type Attention = CheckoutView['attentions'][number];

/** What needs a person, the most pressing first, each with a form to acknowledge it; folded below, what somebody knows of. */
export function AttentionPart({ checkout }: { checkout: CheckoutView }) {
  const { attention, attentions, id } = checkout;
  const open = attentions.filter(({ acknowledged_at }) => acknowledged_at === null);
  const codes = [...new Set([...(attention === null ? [] : [attention.code]), ...open.map(({ code }) => code)])];
  const known = attentions.filter(({ acknowledged_at }) => acknowledged_at !== null);
  return (
    <>
      {codes.map((code) => (
        <Needed code={code} attentions={open.filter((each) => each.code === code)} checkoutId={id} />
      ))}
      {known.length > 0 && (
        <details id="acknowledged">
          <summary>Acknowledged ({known.length})</summary>
          <ul>
            {known.map((each) => (
              <li>
                {each.message}{' '}
                <small class="muted">
                  <code>{each.code}</code>, acknowledged by {each.acknowledged_by ?? 'somebody'}
                  {each.acknowledged_at !== null && (
                    <>
                      , <Time at={each.acknowledged_at} />
                    </>
                  )}
                </small>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Needed({ code, attentions, checkoutId }: { code: string; attentions: readonly Attention[]; checkoutId: string }) {
  const advice = isFailureCode(code) ? ADVICE[code] : undefined;
  return (
    <Notice tone="bad" title="Needs attention">
      {attentions.map(({ message, since }) => (
        <p>
          {message}{' '}
          <small class="muted">
            Since <Time at={since} />
          </small>
        </p>
      ))}
      {advice !== undefined && <p>{advice}</p>}
      <small class="muted">
        <code>{code}</code>
      </small>
      {!isProcessTrouble({ code }) && <AcknowledgeForm code={code} checkoutId={checkoutId} />}
    </Notice>
  );
}

/** What is wrong with the process itself goes when it goes on again: there is nobody yet who could take note. */
function AcknowledgeForm({ code, checkoutId }: { code: string; checkoutId: string }) {
  return (
    <ForActors>
      <details id={`acknowledge-${code}`} class="acknowledge">
        <summary>Acknowledge…</summary>
        <form method="post" action={`/console/checkouts/${checkoutId}/attention/${code}`}>
          <label>
            Note <span class="muted">(optional)</span>
            <input type="text" name="note" maxlength={255} autocomplete="off" placeholder="What is being done about it" />
          </label>
          <button type="submit" class="secondary">
            Acknowledge
          </button>
          <small class="muted">It leaves the list of what needs attention, and comes back when it happens again.</small>
        </form>
      </details>
    </ForActors>
  );
}
