import { z } from '@hono/zod-openapi';
import { modeField, shownCents } from '../shared/fields.ts';

const sum = z.object({ count: z.int(), amount_cents: shownCents }).openapi('Sum');
export type SumView = z.infer<typeof sum>;

const dueTime = z.string().nullable().openapi({ format: 'date-time' });

const age = sum
  .extend({
    overdue_days: z
      .object({ from: z.int(), to: z.int().nullable() })
      .nullable()
      .openapi({ description: 'How many days these invoices are overdue, in whole days; null: not overdue.' }),
    due_from: dueTime.openapi({
      description: 'With `due_before` and `overdue` the filters of the list of invoices that has them.',
    }),
    due_before: dueTime,
  })
  .openapi('Age');
export type AgeView = z.infer<typeof age>;

const money = z
  .object({
    currency: z.string(),
    outstanding: sum.openapi({ description: 'Invoices: what buyers owe for them.' }),
    overdue: sum,
    due_within_week: sum.openapi({ description: 'Invoices that are due within 7 days and not overdue.' }),
    to_invoice: sum.openapi({ description: 'Checkouts: what can be invoiced on them now, without the 10 %.' }),
    paid_within_week: sum.openapi({ description: 'Invoices that were paid in the last 7 days.' }),
    ageing: z.array(age).openapi({ description: '`outstanding` by how long it is overdue; what is not overdue first.' }),
  })
  .openapi('MoneySummary');
export type MoneySummary = z.infer<typeof money>;

const queues = z
  .object({
    to_invoice: z.int(),
    overdue: z.int(),
    refused: z.int().openapi({ description: 'Checkouts with the attention `refused-by-apruve` or `invoice-refused`.' }),
    in_flight: z.int(),
    attention: z.int(),
    expiring: z.int(),
    awaiting_approval: z.int().openapi({ description: 'Checkouts of this status.' }),
  })
  .openapi('Queues', { description: 'How many checkouts the list has with the filter of that name.' });

const modeSummary = z.object({ mode: modeField, queues, money: z.array(money) }).openapi('ModeSummary');
export type ModeSummary = z.infer<typeof modeSummary>;

export const summarySchema = z
  .object({
    at: z.string().openapi({ format: 'date-time', description: 'The moment that all this is of.' }),
    items: z
      .array(modeSummary)
      .openapi({ description: 'For each mode that has a checkout to show: play money is never added to real money.' }),
  })
  .openapi('Summary');
export type SummaryView = z.infer<typeof summarySchema>;
