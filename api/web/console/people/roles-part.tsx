import type { UserView } from '../../../v1/users/schemas.ts';

type Roles = UserView['roles'];

const ROLES = ['viewer', 'operator', 'administrator'] as const;
/** Before the id of the channel in the name of a field; without an id it is that of all other channels. */
const PREFIX = 'role:';

/** Roles as a form gives them: the API says whether they are some. */
export type GivenRoles = { channel: string | null; role: string }[];

/** The roles that a form gives. */
export const rolesIn = (form: Readonly<Record<string, string>>): GivenRoles =>
  Object.entries(form).flatMap(([name, role]) =>
    name.startsWith(PREFIX) && role !== '' ? [{ channel: name.slice(PREFIX.length) || null, role }] : [],
  );

/** Roles in words. */
export function roleWords(roles: Roles): string {
  if (roles.length === 0) return 'No role yet';
  const others = roles.length > 1 ? 'all other channels' : 'all channels';
  return roles.map(({ channel, role }) => `${role} of ${channel ?? others}`).join(', ');
}

/** A choice for each channel. */
export function RoleFields({ channels, roles }: { channels: readonly string[]; roles: GivenRoles }) {
  const known = [...new Set([...channels, ...roles.flatMap(({ channel }) => channel ?? [])])];
  const roleOf = (channel: string | null) => roles.find((each) => each.channel === channel)?.role;
  return (
    <fieldset>
      <legend>Roles</legend>
      <RoleField label="All other channels" name={PREFIX} role={roleOf(null)} />
      {known.map((channel) => (
        <RoleField label={channel} name={`${PREFIX}${channel}`} role={roleOf(channel)} />
      ))}
    </fieldset>
  );
}

const RoleField = ({ label, name, role }: { label: string; name: string; role: string | undefined }) => (
  <>
    <label for={name}>{label}</label>
    <select id={name} name={name}>
      <option value="">{name === PREFIX ? 'None' : 'As in all other channels'}</option>
      {ROLES.map((each) => (
        <option value={each} selected={each === role}>
          {each}
        </option>
      ))}
    </select>
  </>
);
