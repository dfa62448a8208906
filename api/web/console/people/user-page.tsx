import type { UserView } from '../../../v1/users/schemas.ts';
import type { Refusal } from '../../pages/api-client.ts';
import type { PageMode } from '../../pages/shell.tsx';
import { Refused } from '../channel-fields.tsx';
import { Frame, ShownOnce } from './frame.tsx';
import { RoleFields, roleWords } from './roles-part.tsx';

interface UserPageProps {
  mode: PageMode;
  user: UserView;
  channels: readonly string[];
  outcome: string | null;
  refusal: Refusal | null;
  /** The link that the answer before has shown once. */
  link?: string | undefined;
}

/** One user, and what an administrator does with them. */
export function UserPage({ mode, user, channels, outcome, refusal, link }: UserPageProps) {
  const { id, name, roles, sign_in } = user;
  return (
    <Frame title={name} mode={mode} part="/console/people" outcome={outcome}>
      <Refused refusal={refusal} />
      <ShownOnce label="To choose a password within 7 days" secret={link} />
      <p>
        {roleWords(roles)}. <a href={`/console/changes?subject=${id}`}>Who has changed that</a>
      </p>
      <div class="narrow">
        <form method="post" action={`/console/people/${id}`} class="card" aria-label="Change the roles">
          <h2>Roles</h2>
          <p>They count within two seconds, also where {name} is signed in.</p>
          <RoleFields channels={channels} roles={roles} />
          <button type="submit">Change the roles</button>
        </form>
        {sign_in === 'password' && (
          <form method="post" action={`/console/people/${id}/invitation`} class="card" aria-label="Invite again">
            <h2>Forgotten password</h2>
            <p>A new link is shown once. An older one is void, and accepting it ends all sessions of before.</p>
            <button type="submit" class="secondary">
              Invite again
            </button>
          </form>
        )}
        <form method="post" action={`/console/people/${id}/remove`} class="card" aria-label="Remove the user">
          <h2>Remove</h2>
          <p>They are signed out everywhere. What they did stays recorded.</p>
          <label>
            <input type="checkbox" required /> Yes, remove {name}
          </label>
          <button type="submit" class="secondary outline">
            Remove the user
          </button>
        </form>
      </div>
    </Frame>
  );
}
