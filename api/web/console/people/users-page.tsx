import type { UserView } from '../../../v1/users/schemas.ts';
import type { Refusal } from '../../pages/api-client.ts';
import { Badge } from '../../pages/parts.tsx';
import type { PageMode } from '../../pages/shell.tsx';
import { Field, Refused } from '../channel-fields.tsx';
import { Frame, ShownOnce } from './frame.tsx';
import { RoleFields, roleWords, type GivenRoles } from './roles-part.tsx';

interface UsersPageProps {
  mode: PageMode;
  items: readonly UserView[];
  channels: readonly string[];
  outcome: string | null;
  /** Who has just been invited, with their link. */
  invited?: UserView | undefined;
  /** What was refused, and as it was filled in. */
  refusal: Refusal | null;
  filled: { name: string; roles: GivenRoles };
}

/** Everybody who may sign in, and an invitation for one more. */
export function UsersPage({ mode, items, channels, outcome, invited, refusal, filled }: UsersPageProps) {
  return (
    <Frame title="People" mode={mode} part="/console/people" outcome={outcome}>
      <ShownOnce label={`For ${invited?.name}, to choose a password within 7 days`} secret={invited?.invitation_url} />
      <Refused refusal={refusal} />
      <section id="list" aria-label="List of users">
        {items.length === 0 ? <p class="muted">Nobody is invited yet.</p> : <UserTable items={items} />}
      </section>
      <form method="post" action="/console/people" class="card narrow" aria-label="Invite a user">
        <h2>Invite</h2>
        <Field label="Name" name="name" value={filled.name} refusal={refusal} hint="What they sign in with." required />
        <RoleFields channels={channels} roles={filled.roles} />
        <button type="submit">Invite</button>
      </form>
    </Frame>
  );
}

const SIGNS_IN = { password: 'Yes', openid: 'With OpenID Connect' } as const;
const SHUT_OUT = { invited: 'Invited', 'no-provider': 'No: OpenID Connect is not set up' } as const;

const UserTable = ({ items }: { items: readonly UserView[] }) => (
  <table class="cards">
    <thead>
      <tr>
        <th scope="col">Name</th>
        <th scope="col">Roles</th>
        <th scope="col">Signs in</th>
      </tr>
    </thead>
    <tbody>
      {items.map(({ id, name, roles, state, sign_in }) => (
        <tr>
          <th scope="row">
            <a href={`/console/people/${id}`}>
              <bdi>{name}</bdi>
            </a>
          </th>
          <td>{roleWords(roles)}</td>
          <td>
            <Badge tone={state === 'active' ? 'good' : 'wait'}>{state === 'active' ? SIGNS_IN[sign_in] : SHUT_OUT[state]}</Badge>
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);
