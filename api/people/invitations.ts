import { randomBytes } from 'node:crypto';
import type { Invitation } from '../../activities/ledger/http-api/users.ts';
import { hashApiKey } from '../http/identity/api-key.ts';

const INVITED_MS = 7 * 24 * 3_600_000;

/** What lets somebody choose a password within seven days: the token of their link, which is shown once, and what is stored of it. */
export function newInvitation(): { token: string; invitation: Invitation } {
  const token = randomBytes(32).toString('base64url');
  return { token, invitation: { hash: hashApiKey(token), until: new Date(Date.now() + INVITED_MS) } };
}

/** The link of an invitation. `consoleUrl`: where browsers reach the console. */
export const invitationLink = (consoleUrl: string, token: string): string => `${consoleUrl}/invitation/${token}`;
