import type { Facts } from '../../workflows/contract/checkout.ts';
import type { Fact } from '../../workflows/contract/fact.ts';
import type { StepContext } from '../../workflows/contract/step-context.ts';
import { unknownStatus } from '../../workflows/rules/attention.ts';
import { isUnknown, type ApruveInvoice, type ApruveOrder } from './entities.ts';

type Shown = Pick<ApruveOrder | ApruveInvoice, 'id' | 'status'>;

/**
 * The attention that a status calls for: raised for a word that we do not know, cleared by one that we know. The state that was known
 * last stays meanwhile.
 */
export function statusAttention({ facts }: StepContext, shown: Shown): Fact[] {
  const attention = unknownStatus(shown.id, shown.status);
  if (isUnknown(shown.status)) return [{ fact: 'attention', attention }];
  return isTold(facts, shown) ? [{ fact: 'attention-cleared', code: attention.code, subject: attention.subject }] : [];
}

/** True where what is told of a status is not so: an unknown word that is not told yet, or a known word after an unknown one. */
export const isToldOtherwise = (facts: Facts, shown: Shown): boolean => isUnknown(shown.status) !== isTold(facts, shown);

const isTold = ({ attentions }: Facts, { id, status }: Shown): boolean =>
  attentions.some(({ subject }) => subject === unknownStatus(id, status).subject);
