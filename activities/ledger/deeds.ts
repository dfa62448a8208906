/** What somebody can do to the set-up, and to what is kept of buyers. */
export const DEED_ACTIONS = [
  'channel-created',
  'channel-changed',
  'channel-deleted',
  'webhook-address-made',
  'webhook-address-registered',
  'webhook-addresses-removed',
  'receiver-created',
  'receiver-changed',
  'receiver-deleted',
  'user-invited',
  'user-invited-again',
  'user-joined',
  'user-changed',
  'user-removed',
  'session-ended',
  'key-created',
  'key-revoked',
  'settings-changed',
  'customer-erased',
] as const;
export type DeedAction = (typeof DEED_ACTIONS)[number];

/** What a reader of the record wants to know besides: names of fields, roles. Never a secret. */
export type DeedDetails = Readonly<Record<string, unknown>>;

/** A change of the set-up, without who made it. */
export interface Deed {
  action: DeedAction;
  /** The id of what is changed. */
  subject: string;
  /** The channel that it is about; null: all. */
  channel: string | null;
  details: DeedDetails;
}

/** A change of the set-up as it is recorded: `details` names fields and roles, never a secret. */
export const deed = (action: DeedAction, subject: string, channel: string | null, details: DeedDetails = {}): Deed => ({
  action,
  subject,
  channel,
  details,
});
