import type { SummaryView } from '../../v1/summary/schemas.ts';

export type Queue = keyof SummaryView['items'][number]['queues'];

interface QueueText {
  label: string;
  /** What somebody can do about it. */
  help: string;
  /** The filters of the API's list that has it. */
  query: Readonly<Record<string, string>>;
}

/** What waits for somebody, the most pressing first. */
export const QUEUES: Readonly<Record<Queue, QueueText>> = {
  attention: { label: 'Needs attention', help: 'A person has to look.', query: { attention: 'any', sort: 'oldest' } },
  refused: {
    label: 'Refused',
    help: 'Put it right and send it again.',
    query: { attention: 'refused-by-apruve,invoice-refused' },
  },
  overdue: { label: 'Overdue', help: 'The buyer has not paid in time.', query: { overdue: 'true' } },
  expiring: { label: 'Expiring', help: 'Invoice it before the credit is released.', query: { expiring: 'true' } },
  to_invoice: { label: 'To invoice', help: 'Send an invoice when goods ship.', query: { to_invoice: 'true' } },
  in_flight: { label: 'On its way to Apruve', help: 'Apruve has not answered yet.', query: { in_flight: 'true' } },
  awaiting_approval: {
    label: 'Waiting for approval',
    help: 'The buyer or Apruve has to approve it.',
    query: { status: 'awaiting_approval' },
  },
};

export const isQueue = (name: string): name is Queue => Object.hasOwn(QUEUES, name);
export const QUEUE_NAMES = Object.keys(QUEUES).filter(isQueue);

/** What is owed of an invoice, as a choice, and the filters of the API that it stands for. */
export const OWED: Readonly<Record<string, { label: string; query: Readonly<Record<string, string>> }>> = {
  outstanding: { label: 'Outstanding', query: { outstanding: 'true' } },
  overdue: { label: 'Overdue', query: { outstanding: 'true', overdue: 'true' } },
  due: { label: 'Not overdue', query: { outstanding: 'true', overdue: 'false' } },
};
