import type { NoteView } from '../../../v1/notes/schemas.ts';
import type { TransactionView } from '../../../v1/transactions/schemas.ts';
import type { EventView } from '../../../v1/webhook-events/schemas.ts';
import type { Notification, Page } from '../api-calls.ts';
import { eventSentence, noteSentence, notificationSentence, rowSentence, type About, type Sentence } from './sentences.ts';

/** What is stored of one thing that happened. */
export type Stored =
  | { kind: 'note'; note: NoteView }
  | { kind: 'row'; row: TransactionView }
  | { kind: 'notification'; notification: Notification }
  | { kind: 'event'; event: EventView };

/** One line of the timeline: a sentence, and what it was made from. `id` is unique on the page, and stays. */
export interface Entry {
  id: string;
  at: string;
  sentence: Sentence;
  stored: Stored;
}

/** What is stored of a checkout's history. */
export interface History {
  transactions: readonly TransactionView[];
  /** Newest first. */
  notes: readonly NoteView[];
  notifications: Page<Notification>;
  events: Page<EventView>;
}

/** Everything that happened to a checkout, newest first. Of one moment: what Apruve reported, what was done, what the shop was told. */
export function entriesOf({ transactions, notes, notifications, events }: History, about: About): Entry[] {
  const told = notifications.items.toSorted((a, b) => a.sequence - b.sequence);
  const oldestFirst: Entry[] = [
    ...events.items.toReversed().map((event) => ({
      id: `event-${event.channel}-${event.uuid}`,
      at: event.received_at,
      sentence: eventSentence(event),
      stored: { kind: 'event', event } as const,
    })),
    ...transactions.map((row) => ({
      id: `transaction-${row.id}`,
      at: row.created_at,
      sentence: rowSentence(row, about),
      stored: { kind: 'row', row } as const,
    })),
    ...notes.toReversed().map((note) => ({
      id: `note-${note.id}`,
      at: note.created_at,
      sentence: noteSentence(note),
      stored: { kind: 'note', note } as const,
    })),
    ...told.map((notification) => ({
      id: `notification-${notification.id}`,
      at: notification.timestamp,
      sentence: notificationSentence(notification),
      stored: { kind: 'notification', notification } as const,
    })),
  ];
  return oldestFirst.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)).toReversed();
}
