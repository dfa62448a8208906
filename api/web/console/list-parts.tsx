import { search } from './api-calls.ts';

interface ChoiceProps {
  label: string;
  name: string;
  chosen: string;
  options: [value: string, label: string][];
}

export const Choice = ({ label, name, chosen, options }: ChoiceProps) => (
  <label>
    {label}
    <select name={name}>
      <option value="">All</option>
      {options.map(([value, text]) => (
        <option value={value} selected={value === chosen}>
          {text}
        </option>
      ))}
    </select>
  </label>
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
