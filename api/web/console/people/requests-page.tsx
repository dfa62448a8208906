import { STATUS_CLASSES, type ApiRequestView } from '../../../v1/api-requests/schemas.ts';
import { Badge } from '../../pages/parts.tsx';
import { Time } from '../../pages/times.tsx';
import type { PageMode } from '../../pages/shell.tsx';
import { search, type Page } from '../api-calls.ts';
import { Choice, KeptFilters, Pager } from '../list-parts.tsx';
import { Frame } from './frame.tsx';

const AT = '/console/requests';

interface RequestsPageProps {
  mode: PageMode;
  page: Page<ApiRequestView>;
  query: Readonly<Record<string, string>>;
}

/** What was asked of the API, and what it answered. */
export const RequestsPage = ({ mode, page, query }: RequestsPageProps) => (
  <Frame title="API requests" mode={mode} part={AT}>
    <p class="muted">
      Changes and refusals of 14 days, and one in ten of the reads that succeeded. Of what they carried only the sentence of a
      refusal is kept.
    </p>
    <form method="get" action={AT} class="filters wide" aria-label="Find requests">
      <Choice
        label="Answer"
        name="status"
        chosen={query['status'] ?? ''}
        options={STATUS_CLASSES.map((each) => [each, ANSWERS[each]])}
      />
      <label>
        Route
        <input type="search" name="route" value={query['route']} maxlength={200} placeholder="/v1/checkouts/{id}" />
      </label>
      <label>
        Request id
        <input type="search" name="request_id" value={query['request_id']} maxlength={128} />
      </label>
      <KeptFilters query={query} names={['checkout', 'caller', 'channel']} />
      <button type="submit">Filter</button>
      <a href={AT} role="button" class="secondary outline">
        Clear
      </a>
    </form>
    <section id="list" aria-label="List of requests">
      {page.items.length === 0 ? (
        <p class="muted">No request is like this.</p>
      ) : (
        <RequestTable items={page.items} query={query} />
      )}
      <Pager at={AT} query={query} next={page.next_cursor} />
    </section>
  </Frame>
);

const ANSWERS = { '2xx': 'done (2xx)', '3xx': 'elsewhere (3xx)', '4xx': 'refused (4xx)', '5xx': 'failed (5xx)' } as const;

const RequestTable = ({ items, query }: Pick<RequestsPageProps, 'query'> & { items: readonly ApiRequestView[] }) => (
  <table class="cards">
    <thead>
      <tr>
        <th scope="col">Request</th>
        <th scope="col">Answer</th>
        <th scope="col">Who</th>
        <th scope="col">Order</th>
        <th scope="col">When</th>
        <th scope="col">Request id</th>
      </tr>
    </thead>
    <tbody>
      {items.map((item) => (
        <RequestRow item={item} query={query} />
      ))}
    </tbody>
  </table>
);

const toneOf = (status: number) => (status >= 500 ? 'bad' : status >= 400 ? 'wait' : 'good');

function RequestRow({ item, query }: { item: ApiRequestView; query: RequestsPageProps['query'] }) {
  const { method, route, status, duration_ms, code, detail, actor, caller_id, checkout_id, at, request_id } = item;
  const narrowedTo = (filter: Record<string, string>): string => AT + search({ ...query, ...filter, cursor: '' });
  return (
    <tr>
      <th scope="row">
        {method}{' '}
        <a href={narrowedTo({ route })}>
          <code>{route}</code>
        </a>
      </th>
      <td>
        <Badge tone={toneOf(status)}>{code === null ? String(status) : `${status} ${code}`}</Badge>{' '}
        <small class="muted">{duration_ms} ms</small>
        {detail !== null && (
          <small class="why">
            <bdi>{detail}</bdi>
          </small>
        )}
      </td>
      <td>
        {caller_id === null ? (
          <span class="muted">no valid key</span>
        ) : (
          <a href={narrowedTo({ caller: caller_id })}>
            <bdi>{actor ?? caller_id}</bdi>
          </a>
        )}
      </td>
      <td>{checkout_id !== null && <a href={`/console/checkouts/${checkout_id}`}>Order</a>}</td>
      <td class="muted">
        <Time at={at} />
      </td>
      <td>
        <a href={AT + search({ request_id })}>
          <code>{request_id}</code>
        </a>
      </td>
    </tr>
  );
}
