import type { TransactionRow } from '../../../activities/ledger/transactions.ts';

const AT = new Date('2026-03-01T12:00:00.000Z');

/** The row of a step that was sent to Apruve and has no answer yet. */
export const sentRow = (id: number, step: string, action: string, changes: Partial<TransactionRow> = {}): TransactionRow => ({
  id,
  checkoutId: 'chk_1',
  step,
  action,
  amountCents: 4_000,
  currency: 'USD',
  reference: null,
  sourceId: null,
  active: false,
  successful: false,
  request: { method: 'POST', path: '/somewhere', body: {} },
  requestHash: 'hash',
  askedHash: null,
  requestId: null,
  response: null,
  inDoubtUntil: AT,
  tries: 0,
  lastAnswer: null,
  actor: null,
  note: null,
  lines: null,
  createdAt: AT,
  updatedAt: AT,
  ...changes,
});

/** The row of a step that Apruve refused. */
export const refusedRow = (id: number, step: string, action: string, changes: Partial<TransactionRow> = {}): TransactionRow =>
  sentRow(id, `${step}:refused:${id}`, action, {
    response: { status: 422, body: { errors: [{ title: 'On hold', detail: 'The account is on hold.' }] } },
    inDoubtUntil: null,
    ...changes,
  });

/** The row of a request that the process refused itself, when nobody waited for its answer. */
export const ownRow = (id: number, action: string, body: unknown): TransactionRow =>
  sentRow(id, `${action}_refused:${id}`, action, {
    request: { method: 'SIGNAL', path: 'sendInvoice', body },
    requestHash: null,
    inDoubtUntil: null,
    note: 'Too much.',
  });
