import type { z } from 'zod';
import type { sessionListSchema } from '../../../v1/sessions/schemas.ts';
import { Time } from '../../pages/times.tsx';
import type { PageMode } from '../../pages/shell.tsx';
import { Frame } from './frame.tsx';

interface SessionsPageProps {
  mode: PageMode;
  items: z.infer<typeof sessionListSchema>['items'];
  outcome: string | null;
}

/** Who is signed in, and since when. */
export function SessionsPage({ mode, items, outcome }: SessionsPageProps) {
  return (
    <Frame title="Sessions" mode={mode} part="/console/sessions" outcome={outcome}>
      <p class="muted">Who is signed in with a name. One that was not used for half an hour is over in the browser already.</p>
      {items.length === 0 ? <p class="muted">Nobody is signed in.</p> : <SessionTable items={items} />}
    </Frame>
  );
}

const SessionTable = ({ items }: Pick<SessionsPageProps, 'items'>) => (
  <table class="cards">
    <thead>
      <tr>
        <th scope="col">User</th>
        <th scope="col">Signed in with</th>
        <th scope="col">Since</th>
        <th scope="col">Until at the latest</th>
        <th scope="col">End</th>
      </tr>
    </thead>
    <tbody>
      {items.map(({ id, user_id, user_name, signed_in_with, created_at, until }) => (
        <tr>
          <th scope="row">
            <a href={`/console/people/${user_id}`}>
              <bdi>{user_name}</bdi>
            </a>
          </th>
          <td>{signed_in_with === 'openid' ? 'OpenID Connect' : 'Password'}</td>
          <td>
            <span class="on-cards">Since</span> <Time at={created_at} />
          </td>
          <td>
            <span class="on-cards">Until at the latest</span> <Time at={until} />
          </td>
          <td>
            <form method="post" action={`/console/sessions/${id}/end`} class="once-more">
              <button type="submit" class="secondary outline">
                End <span class="hidden-text">the session of {user_name}</span>
              </button>
            </form>
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);
