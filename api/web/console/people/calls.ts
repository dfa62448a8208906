import { z } from 'zod';
import { apiKeyListSchema, apiKeySchema, type ApiKeyView } from '../../../v1/api-keys/schemas.ts';
import { apiRequestSchema, type ApiRequestView } from '../../../v1/api-requests/schemas.ts';
import { listSchema } from '../../../v1/channels/schemas.ts';
import { endedSessionSchema, sessionListSchema } from '../../../v1/sessions/schemas.ts';
import { settingsSchema } from '../../../v1/settings/schemas.ts';
import { setupChangeSchema, type SetupChangeView } from '../../../v1/setup-changes/schemas.ts';
import { removedUserSchema, userListSchema, userSchema, type UserView } from '../../../v1/users/schemas.ts';
import { pageSchema } from '../../../http/paging.ts';
import type { Answer, ApiClient } from '../../pages/api-client.ts';
import { search, valueOf, type Page } from '../api-calls.ts';

// People and keys over the API, as the console uses them. What is refused about a form is a value; every other refusal is thrown.

const userPath = (id: string): string => `/v1/users/${encodeURIComponent(id)}`;
const setupChangePage = z.object({ items: z.array(setupChangeSchema), next_cursor: z.string().nullable() });

export const listUsers = async (api: ApiClient): Promise<UserView[]> => valueOf(await api.get('/v1/users', userListSchema)).items;

export const inviteUser = (api: ApiClient, user: object): Promise<Answer<UserView>> => api.post('/v1/users', user, userSchema);

export const inviteAgain = (api: ApiClient, id: string): Promise<Answer<UserView>> =>
  api.post(`${userPath(id)}/invitation`, {}, userSchema);

export const changeUser = (api: ApiClient, id: string, change: object): Promise<Answer<UserView>> =>
  api.patch(userPath(id), change, userSchema);

export const removeUser = (api: ApiClient, id: string): Promise<Answer<z.infer<typeof removedUserSchema>>> =>
  api.remove(userPath(id), removedUserSchema);

export const listSessions = async (api: ApiClient): Promise<z.infer<typeof sessionListSchema>['items']> =>
  valueOf(await api.get('/v1/sessions', sessionListSchema)).items;

export const endSession = async (api: ApiClient, id: string): Promise<void> => {
  valueOf(await api.remove(`/v1/sessions/${encodeURIComponent(id)}`, endedSessionSchema));
};

export const listKeys = async (api: ApiClient): Promise<ApiKeyView[]> =>
  valueOf(await api.get('/v1/api-keys', apiKeyListSchema)).items;

export const createKey = (api: ApiClient, key: object): Promise<Answer<ApiKeyView>> =>
  api.post('/v1/api-keys', key, apiKeySchema);

export const revokeKey = async (api: ApiClient, id: string): Promise<ApiKeyView> =>
  valueOf(await api.remove(`/v1/api-keys/${encodeURIComponent(id)}`, apiKeySchema));

export const listChanges = async (api: ApiClient, query: Readonly<Record<string, string>>): Promise<Page<SetupChangeView>> =>
  valueOf(await api.get(`/v1/setup-changes${search(query)}`, setupChangePage));

export const listRequests = async (api: ApiClient, query: Readonly<Record<string, string>>): Promise<Page<ApiRequestView>> =>
  valueOf(await api.get(`/v1/api-requests${search(query)}`, pageSchema(apiRequestSchema)));

/** The ids of the channels that a role or key can be given in. */
export const channelIds = async (api: ApiClient): Promise<string[]> =>
  valueOf(await api.get('/v1/channels', listSchema)).items.map(({ id }) => id);

type Settings = z.infer<typeof settingsSchema>;

export const readSettings = async (api: ApiClient): Promise<Settings> => valueOf(await api.get('/v1/settings', settingsSchema));

export const changeSettings = (api: ApiClient, change: object): Promise<Answer<Settings>> =>
  api.patch('/v1/settings', change, settingsSchema);
