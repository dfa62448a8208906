import { randomBytes } from 'node:crypto';
import type { ChannelChange, ChannelRow, NewChannel } from '../../../activities/ledger/channels.ts';
import type { Mode } from '../../../workflows/contract/channel.ts';
import { DEFAULT_LABELS, DEFAULT_RULES } from '../../../worker/platform/channels.ts';
import type { ChannelSetup } from '../../deps.ts';
import { noReceiverIn } from './rules.ts';
import { mergedRules } from './rule-fields.ts';
import { policyOf, type ChannelChangeInput, type ChannelView, type NewChannelInput } from './schemas.ts';

/** The columns of a channel, and what of it is shown once. */
interface Columns<C> {
  columns: C;
  secrets: Partial<ChannelView>;
}

/** What a new channel is stored as: secrets sealed, defaults for what was not given. */
export function newColumns(setup: ChannelSetup, input: NewChannelInput): Columns<NewChannel> {
  const { id, name, mode, merchant_id, api_key, enabled, labels, paid_means, rules, policy, notification_url } = input;
  const receiver = newReceiver(setup, mode, notification_url ?? null);
  const columns = {
    id,
    name,
    mode,
    merchantId: merchant_id,
    apiKeySealed: setup.seal(api_key),
    enabled: enabled ?? true,
    labels: labels ?? DEFAULT_LABELS,
    paidMeans: paid_means ?? ('closed' as const),
    rules: mergedRules(DEFAULT_RULES, rules ?? {}),
    policy: policyOf(policy ?? {}),
    ...receiver.columns,
  };
  return { columns, secrets: receiver.secrets };
}

/** What a change of a channel writes. A new address of its receiver comes with a new secret. */
export function changedColumns(
  setup: ChannelSetup,
  row: ChannelRow,
  { name, merchant_id, api_key, enabled, labels, paid_means, rules, policy, notification_url: url }: ChannelChangeInput,
): Columns<ChannelChange> {
  const isNewUrl = url !== undefined && url !== row.notificationUrl;
  const receiver = isNewUrl ? newReceiver(setup, row.mode, url) : { columns: {}, secrets: {} };
  const columns = {
    ...(name !== undefined && { name }),
    ...(merchant_id !== undefined && { merchantId: merchant_id }),
    ...(api_key !== undefined && { apiKeySealed: setup.seal(api_key) }),
    ...(enabled !== undefined && { enabled }),
    ...(labels !== undefined && { labels }),
    ...(paid_means !== undefined && { paidMeans: paid_means }),
    ...(rules !== undefined && { rules: mergedRules(row.rules, rules) }),
    ...(policy !== undefined && { policy: { ...row.policy, ...policyOf(policy) } }),
    ...receiver.columns,
  };
  return { columns, secrets: receiver.secrets };
}

/** Where the shop is told, with a new secret, which is shown once. */
function newReceiver(setup: ChannelSetup, mode: Mode, url: string | null) {
  if (url === null) return { columns: { notificationUrl: null, notificationSecretSealed: null }, secrets: {} };
  noReceiverIn(mode, url);
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const columns = { notificationUrl: url, notificationSecretSealed: setup.seal(secret) };
  return { columns, secrets: { notification_secret: secret } };
}
