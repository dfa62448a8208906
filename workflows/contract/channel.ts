import type { PaidMeans } from './checkout.ts';
import type { Policy } from './policy.ts';

export const MODES = ['test', 'production'] as const;
/** Whether real money moves. The two never mix, and everything that is shown says which it is. */
export type Mode = (typeof MODES)[number];

/** The id of the channel that the environment describes. */
export const ENVIRONMENT_CHANNEL = 'default';
/** The id of the receiver of notifications that the environment names. */
export const ENVIRONMENT_RECEIVER = 'environment';

/** What a cart must fulfill to be paid through a channel; null allows everything. Integer cents. */
export interface PaymentRules {
  currencies: readonly string[];
  min_amount_cents: number | null;
  max_amount_cents: number | null;
  countries: readonly string[] | null;
  customer_groups: readonly string[] | null;
  /** CEL over what a cart says; must be true of it. */
  expression: string | null;
  /** Where the method stands among others: the smallest first. Refuses nothing. */
  sort_order: number;
}

/** The public part of a merchant account at Apruve. API and worker each add their own secrets. */
export interface Channel {
  id: string;
  name: string;
  mode: Mode;
  enabled: boolean;
  /** What a shop shows at the checkout, by language (ISO 639-1). */
  labels: Record<string, { label: string; short_label: string }>;
  paidMeans: PaidMeans;
  rules: PaymentRules;
  policy: Policy;
}
