import { createRoute, z } from '@hono/zod-openapi';
import type { FailureCode } from '../../../workflows/contract/failures.ts';
import { countedPageSchema, pageSchema, pagingQuery } from '../../http/paging.ts';
import { actionHeaders, body, ifMatchHeader, json, needs, optionalBody, PENDING, problems } from '../../http/route.ts';
import { yesOrNo } from './filters.ts';
import { checkoutSchema } from '../checkouts/schemas.ts';
import type { Scope } from '../../../activities/ledger/http-api/api-keys.ts';

/** What the OpenAPI document says about a call. */
interface RouteText {
  tags: string[];
  /** The name of the call in generated clients. */
  operationId: string;
  summary: string;
  description?: string;
}

interface ListOptions<Filters> extends RouteText {
  scope: Scope;
  filters: Filters;
}

/** A list in pages, newest first. */
export const listRoute = <Path extends string, Item extends z.ZodType, Filters extends z.ZodRawShape>(
  path: Path,
  item: Item,
  { scope, filters, ...text }: ListOptions<Filters>,
) =>
  createRoute({
    method: 'get',
    path,
    ...needs(scope),
    ...text,
    request: { query: z.strictObject({ ...filters, ...pagingQuery }) },
    responses: { 200: json(pageSchema(item), 'A page.'), ...problems() },
  });

/** A list in pages that can be sorted and counted. `sorts`: by what; the first one where nothing is said. */
export const sortedListRoute = <
  Path extends string,
  Item extends z.ZodType,
  const Sorts extends readonly [string, ...string[]],
  Filters extends z.ZodRawShape,
>(
  path: Path,
  item: Item,
  { scope, filters, sorts, ...text }: ListOptions<Filters> & { sorts: Sorts },
) =>
  createRoute({
    method: 'get',
    path,
    ...needs(scope),
    ...text,
    request: {
      query: z.strictObject({
        ...filters,
        ...pagingQuery,
        sort: z
          .enum(sorts)
          .optional()
          .openapi({ description: `Default: \`${sorts[0]}\`. A minus turns the order round.` }),
        count: yesOrNo.optional().openapi({ description: 'Whether all that match are counted, up to 10,000.' }),
      }),
    },
    responses: { 200: json(countedPageSchema(item), 'A page.'), ...problems() },
  });

/** The same list as a table for spreadsheets and accounting: all of it, in CSV. */
export const tableRoute = <Path extends string, Filters extends z.ZodRawShape>(
  path: Path,
  { scope, filters, ...text }: ListOptions<Filters>,
) =>
  createRoute({
    method: 'get',
    path,
    ...needs(scope),
    ...text,
    request: { query: z.strictObject(filters) },
    responses: {
      200: {
        description: 'The table. A cell that a spreadsheet would take for a formula begins with an apostrophe.',
        content: { 'text/csv': { schema: z.string() } },
      },
      ...problems(),
    },
  });

/** An action without arguments. */
export const noBody = optionalBody(z.strictObject({}));

type JsonBody = ReturnType<typeof body> | ReturnType<typeof optionalBody>;

interface ActionOptions<Params, Body, Shown> extends RouteText {
  scope: Scope;
  params: Params;
  body: Body;
  /** The schema of its response, and the description of it. */
  shows: Shown;
  done: string;
  /** The problems beside those of every action. */
  codes: FailureCode[];
}

const ACTION_CODES = ['not-found', 'checkout-finished', 'changed', 'busy', 'process-full'] as const;

/** A POST that does one thing with what the path names. It answers 202 with the checkout while Apruve does not answer. */
export const actionRoute = <Path extends string, Params extends z.ZodObject, Body extends JsonBody, Shown extends z.ZodType>(
  path: Path,
  { scope, params, body: sent, shows, done, codes, ...text }: ActionOptions<Params, Body, Shown>,
) =>
  createRoute({
    method: 'post',
    path,
    ...needs(scope),
    ...text,
    request: { params, headers: actionHeaders, body: sent },
    responses: {
      200: json(shows, done),
      202: json(checkoutSchema, PENDING),
      ...problems(...codes, ...ACTION_CODES),
    },
  });

/** A PATCH of what the path names. It carries no idempotency key, because a repeat changes nothing. */
export const changeRoute = <Path extends string, Params extends z.ZodObject, Change extends z.ZodType, Shown extends z.ZodType>(
  path: Path,
  { params, change, shows, done, codes, ...text }: ChangeOptions<Params, Change, Shown>,
) =>
  createRoute({
    method: 'patch',
    path,
    ...needs('admin'),
    ...text,
    request: { params, headers: ifMatchHeader, body: body(change) },
    responses: {
      200: json(shows, done),
      202: json(checkoutSchema, PENDING),
      ...problems(...codes, ...ACTION_CODES),
    },
  });

type ChangeOptions<Params, Change, Shown> = Omit<ActionOptions<Params, never, Shown>, 'scope' | 'body'> & { change: Change };
