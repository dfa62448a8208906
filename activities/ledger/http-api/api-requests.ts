import { and, desc, eq, gte, isNotNull, lt, or, sql, type InferInsertModel, type InferSelectModel, type SQL } from 'drizzle-orm';
import type { Ledger, Transaction } from '../database.ts';
import { insertFrom, ONCE } from '../insert-from.ts';
import { pageOf, rowNumber, type Page } from '../page.ts';
import { apiRequests, checkouts, isRefusal } from '../schema/index.ts';

export type ApiRequestRow = InferSelectModel<typeof apiRequests>;
export type AnsweredRequest = Omit<InferInsertModel<typeof apiRequests>, 'id'>;

/** Writes requests in one statement. */
export async function storeRequests(db: Ledger, rows: readonly AnsweredRequest[]): Promise<void> {
  await db.execute(insertFrom(apiRequests, ONCE, { rows }));
}

/** How long requests are kept, and how many at most. */
const KEPT = sql`interval '14 days'`;
const MOST = 500_000;

/** Deletes what is too old, or too much. */
export async function purgeRequests(db: Ledger, most = MOST): Promise<void> {
  const newest = sql`(select max(id) from api_requests)`;
  await db
    .delete(apiRequests)
    .where(or(lt(apiRequests.at, sql`now() - ${KEPT}`), sql`${apiRequests.id} <= ${newest} - ${most}::bigint`));
}

export interface ApiRequestFilter {
  /** Only what belongs to one of these channels; null: everything. */
  among: readonly string[] | null;
  /** What belongs to one of these is left out. */
  except: readonly string[];
  /** The first digit of the status. */
  statusClass?: number | undefined;
  method?: string | undefined;
  route?: string | undefined;
  requestId?: string | undefined;
  caller?: string | undefined;
  checkout?: string | undefined;
}

const channelOf = sql<string | null>`coalesce(${apiRequests.channel}, ${checkouts.channel})`;

/** One page of requests, the newest first, each with the channel that it counts to. */
export async function listRequests(
  db: Ledger,
  filter: ApiRequestFilter,
  page: { limit: number; after?: string | undefined },
): Promise<Page<ApiRequestRow>> {
  const rows = await db
    .select({ request: apiRequests, channel: channelOf })
    .from(apiRequests)
    .leftJoin(checkouts, eq(checkouts.id, apiRequests.checkoutId))
    .where(and(...narrowed(filter), page.after === undefined ? undefined : lt(apiRequests.id, rowNumber(page.after))))
    .orderBy(desc(apiRequests.id))
    .limit(page.limit + 1);
  const listed = rows.map(({ request, channel }) => ({ ...request, channel }));
  return pageOf(listed, page.limit, ({ id }) => String(id));
}

function narrowed({
  among,
  except,
  statusClass,
  method,
  route,
  requestId,
  caller,
  checkout,
}: ApiRequestFilter): (SQL | undefined)[] {
  const { status } = apiRequests;
  return [
    among === null ? undefined : sql`${channelOf} = any(${sql.param([...among])})`,
    except.length === 0 ? undefined : sql`(${channelOf} = any(${sql.param([...except])})) is not true`,
    statusClass === undefined ? undefined : and(gte(status, statusClass * 100), lt(status, statusClass * 100 + 100)),
    statusClass !== undefined && statusClass >= 4 ? isRefusal(status) : undefined,
    method === undefined ? undefined : eq(apiRequests.method, method),
    route === undefined ? undefined : eq(apiRequests.route, route),
    requestId === undefined ? undefined : eq(apiRequests.requestId, requestId),
    caller === undefined ? undefined : eq(apiRequests.callerId, caller),
    checkout === undefined ? undefined : eq(apiRequests.checkoutId, checkout),
  ];
}

/** Takes the sentences of refusals away that may quote what is erased: those about a checkout, or that say `text`. */
export async function eraseRequests(tx: Transaction, about: { checkoutId: string } | { text: string }): Promise<number> {
  const which =
    'text' in about
      ? sql`strpos(lower(${apiRequests.detail}), lower(${about.text})) > 0`
      : and(eq(apiRequests.checkoutId, about.checkoutId), isNotNull(apiRequests.detail));
  const { rowCount } = await tx.update(apiRequests).set({ detail: null }).where(which);
  return rowCount ?? 0;
}
