import type { Facts, UnresolvedStep } from '../contract/checkout.ts';
import type { Policy } from '../contract/policy.ts';
import { isOpen, isPending } from './credit.ts';
import { mayPendUntil } from './pending-invoices.ts';
import {
  adoptStep,
  CANCEL_ORDER_STEP,
  completeStep,
  END_STEP,
  EXPIRE_STEP,
  LOOK_UP_STEP,
  readInvoiceStep,
  readOrderStep,
} from './rows.ts';
import { awaitsLastLook, holdsCredit, isAwaiting, isOver } from './status.ts';

/** What can happen because time passes, and what it is about. */
interface Kinds {
  'lost-return': unknown;
  'authorization-window': unknown;
  'approval-poll': unknown;
  'approval-deadline': unknown;
  'expiry-warning': unknown;
  expiry: unknown;
  'invoice-poll': { invoiceId: string };
  'invoice-due': { invoiceId: string };
  'invoice-waiting': { invoiceId: string };
  'last-look': { orderId: string };
  'held-rest': unknown;
  retry: unknown;
}
export type DeadlineKind = keyof Kinds;

interface Timed<K> {
  kind: K;
  /** Epoch milliseconds. */
  at: number;
  /** The step that it runs. While that is unresolved, the deadline waits. */
  step: string;
  /** Other steps that it waits for. */
  after?: string[];
}

/** A deadline of one of these kinds; of any kind by default. */
export type Deadline<K extends DeadlineKind = DeadlineKind> = { [P in K]: Timed<P> & Kinds[P] }[K];

/** Apruve's default where an order carries no `expire_at`: 45 days. */
const DEFAULT_EXPIRY_MS = 45 * 86_400_000;

/** Every deadline that follows from the facts, earliest first. Meeting a deadline leaves a fact that takes it off this list. */
export function deadlines(facts: Facts, policy: Policy): Deadline[] {
  if (facts.end !== null) return [];
  const stuck = new Set(facts.unresolved.map(({ step }) => step));
  const meetable = [
    ...authorizationDeadlines(facts, policy),
    ...expiryDeadlines(facts, policy),
    ...invoiceDeadlines(facts, policy),
    ...pendingDeadlines(facts, policy),
    ...lastLook(facts),
    ...heldRest(facts),
  ].filter(({ step, after = [] }) => ![step, ...after].some((waitedFor) => stuck.has(waitedFor)));
  return [...meetable, ...retryDeadlines(facts.unresolved)].sort(byTime);
}

function authorizationDeadlines(facts: Facts, policy: Policy): Deadline[] {
  if (!isAwaiting(facts)) return [];
  const opened = Date.parse(facts.openedAt);
  const lookedUp = facts.lookedUpAt === null ? null : Date.parse(facts.lookedUpAt);
  if (facts.order === null) {
    const window = windowEnds(facts, policy);
    const step = LOOK_UP_STEP;
    const at = Math.min(opened + policy.lostReturnAfterMs, window);
    // An earlier look-up, because of an event or a wrong order id, does not take its place.
    const isDue = !facts.offline && (lookedUp === null || lookedUp < at);
    return [...(isDue ? [{ kind: 'lost-return' as const, step, at }] : []), { kind: 'authorization-window', step, at: window }];
  }
  const adopted = Date.parse(facts.order.adoptedAt);
  const lastRead = Math.max(adopted, lookedUp ?? 0);
  const step = readOrderStep(facts.order.id);
  return [
    { kind: 'approval-poll', step, at: lastRead + policy.approvalPollMs },
    { kind: 'approval-deadline', step: CANCEL_ORDER_STEP, after: [step, EXPIRE_STEP], at: approvalEnds(facts, policy, adopted) },
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

/** While an accepted order can still be invoiced its expiry is a deadline, with one warning before it. */
function expiryDeadlines(facts: Facts, { expiryWarningMs }: Policy): Deadline[] {
  const { order, ending, completedAt, expiryWarnedAt } = facts;
  if (order === null || order.status !== 'accepted' || ending !== null || completedAt !== null) return [];
  const at = order.expireAt === null ? Date.parse(order.adoptedAt) + DEFAULT_EXPIRY_MS : Date.parse(order.expireAt);
  const warning: Deadline = { kind: 'expiry-warning', step: 'warn', at: at - expiryWarningMs };
  return [...(expiryWarnedAt === null ? [warning] : []), { kind: 'expiry', step: EXPIRE_STEP, at }];
}

/** Open invoices fall due. A waiting invoice is re-read until it is open, because Apruve sends no event for that. */
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

/** A pending invoice that ought to be open is read again; a person is shown one that still is pending then. */
const pendingDeadlines = (facts: Facts, policy: Policy): Deadline[] =>
  facts.invoices.flatMap((invoice): Deadline[] => {
    const at = mayPendUntil(facts, invoice, policy);
    return at === null ? [] : [{ kind: 'invoice-waiting', step: readInvoiceStep(invoice.id), at, invoiceId: invoice.id }];
  });

/** A checkout that would end waits for nothing but the list of its order's invoices: that is read at once. */
const lastLook = (facts: Facts): Deadline[] =>
  facts.order !== null && awaitsLastLook(facts)
    ? [{ kind: 'last-look', step: adoptStep(facts.order.id), at: Date.parse(facts.openedAt), orderId: facts.order.id }]
    : [];

/**
 * All is invoiced and paid, and Apruve shows the order over more than was agreed: it is completed there at once, because no checkout
 * ends while its order holds credit.
 */
function heldRest(facts: Facts): Deadline[] {
  const { order, ending, completedAt, openedAt, unresolved } = facts;
  if (order === null || ending !== null || completedAt !== null || !isOver(facts) || !holdsCredit(facts)) return [];
  const isStuck = unresolved.some(({ step }) => step.startsWith(completeStep(0).slice(0, -1)));
  return isStuck ? [] : [{ kind: 'held-rest', step: END_STEP, at: Date.parse(openedAt) }];
}

/** The retries of unresolved steps, earliest first. */
export function retryDeadlines(unresolved: readonly UnresolvedStep[]): Deadline<'retry'>[] {
  return unresolved
    .flatMap(({ step, retryAt }) => (retryAt === null ? [] : [{ kind: 'retry' as const, at: Date.parse(retryAt), step }]))
    .sort(byTime);
}

const byTime = (a: { at: number }, b: { at: number }): number => a.at - b.at;

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
