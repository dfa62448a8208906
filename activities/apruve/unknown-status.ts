import type { Fact } from '../../workflows/contract/fact.ts';
import type { StepContext } from '../../workflows/contract/step-context.ts';
import { unknownStatus } from '../../workflows/rules/attention.ts';
import { isUnknown, type ApruveInvoice, type ApruveOrder } from './entities.ts';

/**
 * The attention that a status calls for: raised for a word that we do not know, cleared by one that we know. The state that was known
 * last stays meanwhile.
 */
export function statusAttention(
  { facts }: StepContext,
  { id, status }: Pick<ApruveOrder | ApruveInvoice, 'id' | 'status'>,
): Fact[] {
  if (isUnknown(status)) return [{ fact: 'attention', attention: unknownStatus(id, status) }];
  const { code, subject } = unknownStatus(id, status);
  const isShown = facts.attentions.some((attention) => attention.subject === subject);
  return isShown ? [{ fact: 'attention-cleared', code, subject }] : [];
}
