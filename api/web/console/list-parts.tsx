import { useContext } from 'hono/jsx';
import { z } from 'zod';
import { fieldTime, startOfDay, TimeZone } from '../pages/times.tsx';
import { search } from './api-calls.ts';

/** A filter as the address has it; empty where it does not name it. */
export const filterText = z.string().default('');

interface ChoiceProps {
  label: string;
  name: string;
  chosen: string;
  options: [value: string, label: string][];
  /** What it says where nothing is chosen. */
  none?: string;
}

export const Choice = ({ label, name, chosen, options, none = 'All' }: ChoiceProps) => (
  <label>
    {label}
    <select name={name}>
      <option value="">{none}</option>
      {options.map(([value, text]) => (
        <option value={value} selected={value === chosen}>
          {text}
        </option>
      ))}
    </select>
  </label>
);

/** A day as a filter, where the merchant is. The address may also name a time of that day. */
export function DayField({ label, name, value }: { label: string; name: string; value: string }) {
  const zone = useContext(TimeZone);
  const isTime = z.iso.datetime({ offset: true }).safeParse(value).success;
  return (
    <label>
      {label}
      <input type="date" name={name} value={isTime ? fieldTime(value, zone).slice(0, 'yyyy-mm-dd'.length) : value} />
    </label>
  );
}

/** The filters of the API, of which days begin where the merchant is. What is no day is left to the API. */
export const withDays = (query: Readonly<Record<string, string>>, zone: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(query).map(([name, value]) => [
      name,
      DAY_FILTERS.includes(name) && z.iso.date().safeParse(value).success ? startOfDay(value, zone) : value,
    ]),
  );
const DAY_FILTERS = ['from', 'to', 'due_from', 'due_before', 'paid_from', 'paid_before'];

/** Filters that the address has and the form does not show: they stay, and are named. */
export function KeptFilters({ query, names }: { query: Readonly<Record<string, string>>; names: readonly string[] }) {
  const kept = names.filter((name) => (query[name] ?? '') !== '');
  return (
    <>
      {kept.map((name) => (
        <input type="hidden" name={name} value={query[name]} />
      ))}
      {kept.length > 0 && (
        <p class="kept muted">
          Also only:{' '}
          {kept.map((name, i) => (
            <>
              {i > 0 && ', '}
              {name.replace('_', ' ')} <bdi>{query[name]}</bdi>
            </>
          ))}
        </p>
      )}
    </>
  );
}

/** The page of a buyer by email, or by the id that the shop of a channel gives. */
export const buyerPath = (customer: string, channel = ''): string => `/console/buyers${search({ customer, channel })}`;

/** The buyer by name, with the email below. */
export const Buyer = ({ customer: { name, email } }: { customer: { name: string | null; email: string | null } }) => (
  <td class="buyer">
    {email === null ? (
      <bdi>{name ?? 'unknown'}</bdi>
    ) : (
      <a href={buyerPath(email)}>
        <bdi>{name ?? email}</bdi>
      </a>
    )}
    {name !== null && (
      <small class="muted">
        <bdi>{email}</bdi>
      </small>
    )}
  </td>
);

/** How many things a list has. */
export const Count = ({ count, what }: { count: number | null; what: string }) => (
  <p class="muted">
    {count !== null && (count > 10_000 ? `More than 10,000 ${what}s` : `${count} ${count === 1 ? what : `${what}s`}`)}
  </p>
);

/** The whole list as a file. */
export const Download = ({ at, query }: { at: string; query: Readonly<Record<string, string>> }) => (
  <a href={`${at}.csv${search({ ...query, cursor: '' })}`} download class="download">
    Download as CSV
  </a>
);

interface PagerProps {
  /** The list's address, without a query. */
  at: string;
  query: Readonly<Record<string, string>>;
  /** The cursor of the next page; null on the last one. */
  next: string | null;
}

/** Leads through a list with the filters kept. */
export const Pager = ({ at, query, next }: PagerProps) => (
  <nav aria-label="Pages" class="pages">
    {query['cursor'] !== '' && <a href={at + search({ ...query, cursor: '' })}>Newest</a>}
    {next !== null && <a href={at + search({ ...query, cursor: next })}>Older</a>}
  </nav>
);
