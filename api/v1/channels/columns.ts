import type { ChannelChange, ChannelRow, NewChannel } from '../../../activities/ledger/channels.ts';
import { DEFAULT_LABELS, DEFAULT_RULES } from '../../../worker/platform/channels.ts';
import type { ChannelSetup } from '../../deps.ts';
import { mergedRules } from './rule-fields.ts';
import { mergedPolicy } from './policy-fields.ts';
import type { ChannelChangeInput, NewChannelInput } from './schemas.ts';

/** What a new channel is stored as: secrets sealed, defaults for what was not given. */
export function newColumns(setup: ChannelSetup, input: NewChannelInput): NewChannel {
  const { id, name, mode, merchant_id, api_key, enabled, labels, paid_means, rules, policy } = input;
  return {
    id,
    name,
    mode,
    merchantId: merchant_id,
    apiKeySealed: setup.seal(api_key),
    enabled: enabled ?? true,
    labels: labels ?? DEFAULT_LABELS,
    paidMeans: paid_means ?? ('closed' as const),
    rules: mergedRules(DEFAULT_RULES, rules ?? {}),
    policy: mergedPolicy({}, policy ?? {}),
  };
}

/** What a change of a channel writes. */
export function changedColumns(
  setup: ChannelSetup,
  row: ChannelRow,
  { name, merchant_id, api_key, enabled, labels, paid_means, rules, policy }: ChannelChangeInput,
): ChannelChange {
  return {
    ...(name !== undefined && { name }),
    ...(merchant_id !== undefined && { merchantId: merchant_id }),
    ...(api_key !== undefined && { apiKeySealed: setup.seal(api_key) }),
    ...(enabled !== undefined && { enabled }),
    ...(labels !== undefined && { labels }),
    ...(paid_means !== undefined && { paidMeans: paid_means }),
    ...(rules !== undefined && { rules: mergedRules(row.rules, rules) }),
    ...(policy !== undefined && { policy: mergedPolicy(row.policy, policy) }),
  };
}
