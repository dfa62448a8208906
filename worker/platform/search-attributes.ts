import { createHmac } from 'node:crypto';
import type { OperatorService, WorkflowClientInterceptor } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import proto from '@temporalio/proto';
import { z } from 'zod';
import { WORKFLOW_TYPE } from '../../workflows/contract/messages.ts';
import type { Config } from './config.ts';

/*
 * What a checkout can be found by in Temporal: search attributes, which Temporal keeps unencrypted. They are set when the workflow is
 * started, which costs neither an event nor an action. The status would cost both at each change, so it is not among them.
 */

const ORDER = defineSearchAttributeKey('CheckoutOrder', 'KEYWORD');
const CHANNEL = defineSearchAttributeKey('CheckoutChannel', 'KEYWORD');

const HASH_CHARACTERS = 22;

/**
 * The order number as Temporal may see it: itself, or 132 bits of an HMAC that only who has `SECRETS_KEY` can compute. The first is what
 * a checkout is started with now, the others are of the keys before.
 */
function searchedOrders({ secrets, searchAttributes }: Searching, number: string): [string, ...string[]] {
  if (searchAttributes === 'number') return [number];
  const hashed = (secret: Uint8Array): string => {
    const key = createHmac('sha256', secret).update('search attribute').digest();
    return createHmac('sha256', key).update(number, 'utf8').digest('base64url').slice(0, HASH_CHARACTERS);
  };
  const [present, ...former] = secrets.keys;
  return [hashed(present), ...former.map(hashed)];
}

type Searching = Pick<Config, 'secrets' | 'searchAttributes'>;

/** Gives each checkout that a client starts its search attributes. */
export function searchable(config: Searching): WorkflowClientInterceptor[] {
  if (config.searchAttributes === 'off') return [];
  const found = <Options extends { args: unknown[] }>(options: Options) => {
    const [{ channel, merchantOrderId }] = inputSchema.parse(options.args);
    const typedSearchAttributes = [
      { key: ORDER, value: searchedOrders(config, merchantOrderId)[0] },
      { key: CHANNEL, value: channel },
    ];
    return { ...options, typedSearchAttributes };
  };
  const isCheckout = ({ workflowType }: { workflowType: string }): boolean => workflowType === WORKFLOW_TYPE;
  return [
    {
      startUpdateWithStart: (input, next) =>
        next(isCheckout(input) ? { ...input, workflowStartOptions: found(input.workflowStartOptions) } : input),
      startWithDetails: (input, next) => next(isCheckout(input) ? { ...input, options: found(input.options) } : input),
    },
  ];
}

/** What a checkout is started with, as far as it is searched. */
const inputSchema = z.tuple([z.object({ channel: z.string(), merchantOrderId: z.string() })]).rest(z.unknown());

/** The query of Temporal's lists that finds the attempts of an order. */
export function queryFor(config: Searching, number: string): string {
  const [only, ...more] = searchedOrders(config, number).map((order) => `'${order.replaceAll("'", String.raw`\'`)}'`);
  return more.length === 0 ? `${ORDER.name} = ${only}` : `${ORDER.name} in (${[only, ...more].join(', ')})`;
}

/**
 * Registers the attributes where they are missing; without them no checkout could be started. Throws what to do where that is not
 * allowed.
 */
export async function registerSearchAttributes(
  { searchAttributes, temporal: { namespace } }: Pick<Config, 'searchAttributes' | 'temporal'>,
  operator: OperatorService,
): Promise<void> {
  if (searchAttributes === 'off') return;
  const keyword = proto.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD;
  const known = await operator.listSearchAttributes({ namespace }).catch(() => null);
  // Who may not even look, as in Temporal Cloud, has registered them by hand.
  if (known === null) return;
  const missing = [ORDER.name, CHANNEL.name].filter((name) => known.customAttributes?.[name] !== keyword);
  if (missing.length === 0) return;
  await operator
    .addSearchAttributes({ namespace, searchAttributes: Object.fromEntries(missing.map((name) => [name, keyword])) })
    .catch((cause: unknown) => {
      throw new Error(
        `Temporal lacks the search attributes ${missing.join(', ')} (Keyword): register them, or set SEARCH_ATTRIBUTES=off`,
        {
          cause,
        },
      );
    });
}
