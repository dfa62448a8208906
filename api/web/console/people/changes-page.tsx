import type { SetupChangeView } from '../../../v1/setup-changes/schemas.ts';
import { Time } from '../../pages/times.tsx';
import type { PageMode } from '../../pages/shell.tsx';
import type { Page } from '../api-calls.ts';
import { Pager } from '../list-parts.tsx';
import { Frame } from './frame.tsx';

interface ChangesPageProps {
  mode: PageMode;
  page: Page<SetupChangeView>;
  query: Readonly<Record<string, string>>;
}

/** Who has changed what of channels, users and keys. */
export function ChangesPage({ mode, page, query }: ChangesPageProps) {
  const subject = query['subject'] ?? '';
  return (
    <Frame title="Changes" mode={mode} part="/console/changes">
      {subject !== '' && (
        <p>
          Only of <code>{subject}</code>. <a href="/console/changes">All changes</a>
        </p>
      )}
      {page.items.length === 0 ? <p class="muted">Nothing has been changed.</p> : <ChangeTable items={page.items} />}
      <Pager at="/console/changes" query={query} next={page.next_cursor} />
    </Frame>
  );
}

const ChangeTable = ({ items }: { items: readonly SetupChangeView[] }) => (
  <table class="cards">
    <thead>
      <tr>
        <th scope="col">What</th>
        <th scope="col">Of</th>
        <th scope="col">Who</th>
        <th scope="col">When</th>
        <th scope="col">Details</th>
      </tr>
    </thead>
    <tbody>
      {items.map(({ action, subject, actor, at, details }) => (
        <tr>
          <th scope="row">{wordsOf(action)}</th>
          <td>
            <a href={`/console/changes?subject=${encodeURIComponent(subject)}`}>
              <code>{subject}</code>
            </a>
          </td>
          <td>
            <bdi>{actor}</bdi>
          </td>
          <td class="muted">
            <Time at={at} />
          </td>
          <td>{Object.keys(details).length > 0 && <code class="secret">{JSON.stringify(details)}</code>}</td>
        </tr>
      ))}
    </tbody>
  </table>
);

/** `channel-created` as `Channel created`. */
const wordsOf = (action: string): string => action.charAt(0).toUpperCase() + action.slice(1).replaceAll('-', ' ');
