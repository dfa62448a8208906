export const ROLES = ['viewer', 'operator', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

/** Where a role holds in every channel that has none of its own. No channel can be called so. */
export const EVERYWHERE = '*';

/** What somebody may do: their role by the id of the channel, or `EVERYWHERE`. */
export type Roles = Readonly<Record<string, Role>>;
