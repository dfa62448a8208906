import { randomUUID } from 'node:crypto';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import {
  countLines,
  findBatch,
  listBatches,
  readLines,
  retryFailedLines,
  storeBatch,
  type BatchRow,
} from '../../../activities/ledger/batches.ts';
import { findCheckout, type CheckoutRow } from '../../../activities/ledger/checkouts.ts';
import { uninvoicedCents } from '../../../workflows/rules/credit.ts';
import type { Deps } from '../../deps.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { actorOf, assertMayAct, type Caller } from '../../http/identity/caller.ts';
import { channelsOf } from '../../http/identity/roles.ts';
import { toCursor } from '../../http/paging.ts';
import { Problem } from '../../http/problem.ts';
import * as routes from './routes.ts';
import { batchView, listedBatchView } from './schemas.ts';

/** Invoices that are sent together. */
export function registerBatches(app: OpenAPIHono<AppEnv>, deps: Deps): void {
  const { db } = deps;
  const shown = async (row: BatchRow) => batchView(row, await readLines(db, row.id));

  app.openapi(routes.create, async (c) => {
    const caller = c.get('caller');
    const { id = randomUUID(), checkouts: ids, amounts_cents: shownCents = {} } = c.req.valid('json');
    const rows = await checkoutsOf(c, deps, ids);
    const batch = { id, actor: actorOf(caller), ...inNameOf(caller), channels: [...new Set(rows.map((r) => r.channel))] };
    const lines = rows.map((row) => ({ checkoutId: row.id, amountCents: shownCents[row.id] ?? leftIn(row) }));
    const isNew = await storeBatch(db, batch, lines);
    if (isNew) c.get('log').info({ batch: id, lines: ids.length, actor: batch.actor }, 'a batch of invoices is to be sent');
    const view = await shown(await batchOf(c, deps, id));
    const asked = new Set(ids);
    if (view.lines.length !== asked.size || view.lines.some((line) => !asked.has(line.checkout_id))) {
      throw new Problem('idempotency-key-reused', `The batch ${id} is of other checkouts. Use a new id.`);
    }
    return c.json(view, isNew ? 201 : 200);
  });

  app.openapi(routes.list, async (c) => {
    const { limit, cursor: after, failed } = c.req.valid('query');
    const { rows, next } = await listBatches(deps.lists, channelsOf(c.get('caller').roles), {
      limit,
      after,
      failed: failed === 'true',
    });
    const counts = await countLines(
      deps.lists,
      rows.map(({ id }) => id),
    );
    const none = { waiting: 0, sent: 0, failed: 0 };
    const items = rows.map((row) => listedBatchView(row, counts.get(row.id) ?? none));
    return c.json({ items, next_cursor: toCursor(next) }, 200);
  });

  app.openapi(routes.read, async (c) => c.json(await shown(await batchOf(c, deps, c.req.valid('param').id)), 200));

  app.openapi(routes.retry, async (c) => {
    const row = await batchOf(c, deps, c.req.valid('param').id);
    const caller = c.get('caller');
    for (const channel of row.channels) assertMayAct(caller, channel);
    const lines = await retryFailedLines(db, row.id, inNameOf(caller));
    c.get('log').info({ batch: row.id, lines, actor: actorOf(caller) }, 'the failed lines of a batch are to be sent again');
    return c.json(await shown(row), 200);
  });
}

/** What an invoice of it gets by default, in cents. */
const leftIn = ({ facts }: CheckoutRow): number => (facts === null ? 0 : uninvoicedCents(facts));

/** In whose name, and with whose rights, lines are sent. */
const inNameOf = ({ id: callerId, isUser, isPerson }: Caller) => ({ callerId, isUser, isPerson });

/** The checkouts that a batch names. Throws `invalid-request` for those that the caller does not see, `forbidden` for a viewer of one. */
async function checkoutsOf(c: Context<AppEnv>, { db }: Deps, ids: readonly string[]): Promise<CheckoutRow[]> {
  const caller = c.get('caller');
  const channels = channelsOf(caller.roles);
  const found = await Promise.all(ids.map((id) => findCheckout(db, id, channels)));
  const errors = found.flatMap((row, i) =>
    row === null ? [{ path: `checkouts.${i}`, message: `is "${ids[i]}"; there is no such checkout` }] : [],
  );
  if (errors.length > 0) throw new Problem('invalid-request', 'A checkout of the batch is not there.', { errors });
  const rows = found.filter((row) => row !== null);
  for (const { channel } of rows) assertMayAct(caller, channel);
  return rows;
}

async function batchOf(c: Context<AppEnv>, { db }: Deps, id: string): Promise<BatchRow> {
  const row = await findBatch(db, id, channelsOf(c.get('caller').roles));
  if (row === null) throw new Problem('not-found', `There is no batch "${id}".`);
  return row;
}
