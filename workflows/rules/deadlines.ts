import type { Facts, UnresolvedStep } from '../contract/checkout.ts';
import type { Policy } from '../contract/policy.ts';
import { isOpen, isPending } from './credit.ts';
import { CANCEL_ORDER_STEP, LOOK_UP_STEP, readInvoiceStep, readOrderStep } from './rows.ts';
import { isAwaiting } from './status.ts';

/** Something that happens because time passes. */
export type Deadline = {
  at: number;
  /** The step that it asks for: while that is unresolved, the deadline waits. */ step: string;
  /** Further steps that it waits for. */
  after?: string[];
} & (
  | {
      kind: 'lost-return' | 'authorization-window' | 'approval-poll' | 'approval-deadline' | 'expiry-warning' | 'expiry';
    }
  | { kind: 'retry' }
  | { kind: 'invoice-due' | 'invoice-poll'; invoiceId: string }
);

/** Apruve's default where an order carries no `expire_at`: 45 days. */
const DEFAULT_EXPIRY_MS = 45 * 86_400_000;

/**
 * Every deadline that the facts hold, earliest first, in epoch milliseconds. A served deadline is gone because the fact that
 * it left behind takes it out of this list.
 */
export function deadlines(facts: Facts, policy: Policy): Deadline[] {
  if (facts.end !== null) return [];
  const stuck = new Set(facts.unresolved.map(({ step }) => step));
  const meetable = [
    ...authorizationDeadlines(facts, policy),
    ...expiryDeadlines(facts, policy),
    ...invoiceDeadlines(facts, policy),
  ].filter(({ step, after = [] }) => ![step, ...after].some((waitedFor) => stuck.has(waitedFor)));
  return [...meetable, ...retryDeadlines(facts)].sort((a, b) => a.at - b.at);
}

function authorizationDeadlines(facts: Facts, policy: Policy): Deadline[] {
  if (!isAwaiting(facts)) return [];
  const opened = Date.parse(facts.openedAt);
  const lookedUp = facts.lookedUpAt === null ? null : Date.parse(facts.lookedUpAt);
  if (facts.order === null) {
    const window = windowEnds(facts, policy);
    const step = LOOK_UP_STEP;
    const lostReturn: Deadline = { kind: 'lost-return', step, at: Math.min(opened + policy.lostReturnAfterMs, window) };
    return [...(lookedUp === null && !facts.offline ? [lostReturn] : []), { kind: 'authorization-window', step, at: window }];
  }
  const adopted = Date.parse(facts.order.adoptedAt);
  const lastRead = Math.max(adopted, lookedUp ?? 0);
  const step = readOrderStep(facts.order.id);
  return [
    { kind: 'approval-poll', step, at: lastRead + policy.approvalPollMs },
    { kind: 'approval-deadline', step: CANCEL_ORDER_STEP, after: [step], at: approvalEnds(facts, policy, adopted) },
  ];
}

/** The end of the authorization window: 24 h by default, or `expire_at` where that is earlier. */
function windowEnds(facts: Facts, policy: Policy): number {
  const window = Date.parse(facts.openedAt) + policy.authorizationWindowMs;
  return facts.terms.expireAt === null ? window : Math.min(window, Date.parse(facts.terms.expireAt));
}

function approvalEnds(facts: Facts, policy: Policy, adopted: number): number {
  const expireAt = facts.order?.expireAt ?? facts.terms.expireAt;
  const deadline = adopted + policy.approvalDeadlineMs;
  return expireAt === null ? deadline : Math.min(deadline, Date.parse(expireAt));
}

/** While an accepted order can still be invoiced, its expiry is waited for, and warned of once. */
function expiryDeadlines(facts: Facts, { expiryWarningMs }: Policy): Deadline[] {
  const { order, ending, completedAt, expiryWarnedAt } = facts;
  if (order === null || order.status !== 'accepted' || ending !== null || completedAt !== null) return [];
  const at = order.expireAt === null ? Date.parse(order.adoptedAt) + DEFAULT_EXPIRY_MS : Date.parse(order.expireAt);
  const warning: Deadline = { kind: 'expiry-warning', step: 'warn', at: at - expiryWarningMs };
  return [...(expiryWarnedAt === null ? [warning] : []), { kind: 'expiry', step: 'expire', at }];
}

/** Open invoices fall due; a waiting one is re-read until it is open, for Apruve sends no event about that. */
function invoiceDeadlines(facts: Facts, { approvalPollMs }: Policy): Deadline[] {
  const accepted = facts.order?.status === 'accepted';
  return facts.invoices.flatMap((invoice): Deadline[] => {
    const { id: invoiceId, dueAt, overdueSince, draft, readAt } = invoice;
    const step = readInvoiceStep(invoiceId);
    if (isOpen(invoice) && dueAt !== null && overdueSince === null)
      return [{ kind: 'invoice-due', step, at: Date.parse(dueAt), invoiceId }];
    if (!accepted || draft || !isPending(invoice)) return [];
    return [{ kind: 'invoice-poll', step, at: Date.parse(readAt) + approvalPollMs, invoiceId }];
  });
}

function retryDeadlines(facts: Facts): Deadline[] {
  return facts.unresolved.flatMap(({ step, retryAt }) =>
    retryAt === null ? [] : [{ kind: 'retry' as const, at: Date.parse(retryAt), step }],
  );
}

const MAX_RETRY_MS = 3_600_000;

/** How long a stuck step is tried again by itself. A person is told all the while; later it waits for one. */
const RETRIED_FOR_MS = 3 * 86_400_000;

/** Whether an accident may pass without anybody doing something. */
export const isRetriedByItself = (code: string): boolean => code === 'apruve-unreachable' || code === 'unavailable';

/** When a stuck step that failed at `at` (epoch ms) is tried again; null where it waits for a person. */
export function nextTry(
  { since, tries }: Pick<UnresolvedStep, 'since' | 'tries'>,
  at: number,
  policy: Pick<Policy, 'stepRetryMs'>,
): string | null {
  return at - Date.parse(since) < RETRIED_FOR_MS ? iso(at + retryPauseMs(tries, policy)) : null;
}

/** The pause after `tries` failures: the policy's pause, doubled each time, at most an hour. */
export function retryPauseMs(tries: number, policy: Pick<Policy, 'stepRetryMs'>): number {
  return Math.min(policy.stepRetryMs * 2 ** Math.min(tries - 1, 20), Math.max(MAX_RETRY_MS, policy.stepRetryMs));
}

/** The deadlines that the shop is shown; ISO times, null where there is none. */
export function shownDeadlines(
  facts: Facts,
  policy: Policy,
): Record<'authorization_at' | 'approval_at' | 'expires_at', string | null> {
  const awaiting = isAwaiting(facts) && facts.end === null;
  const adopted = facts.order === null ? null : Date.parse(facts.order.adoptedAt);
  return {
    authorization_at: awaiting && adopted === null ? iso(windowEnds(facts, policy)) : null,
    approval_at: awaiting && adopted !== null ? iso(approvalEnds(facts, policy, adopted)) : null,
    expires_at: facts.order?.expireAt ?? facts.terms.expireAt,
  };
}

const iso = (epochMs: number): string => new Date(epochMs).toISOString();
