import {
  channelSchema,
  checkSchema,
  deletedSchema,
  listSchema,
  trialSchema,
  webhookUrlSchema,
  type ChannelView,
  type TrialView,
} from '../../v1/channels/schemas.ts';
import type { z } from 'zod';
import type { Answer, ApiClient } from '../pages/api-client.ts';
import { valueOf } from './api-calls.ts';

const PATH = '/v1/channels';
const pathOf = (id: string): string => `${PATH}/${encodeURIComponent(id)}`;

/** Channels over the API, as the console uses them. What is refused about a form is a value; every other refusal is thrown. */
export const listChannels = async (api: ApiClient): Promise<z.infer<typeof listSchema>> =>
  valueOf(await api.get(PATH, listSchema));

export const readChannel = async (api: ApiClient, id: string): Promise<ChannelView> =>
  valueOf(await api.get(pathOf(id), channelSchema));

export const createChannel = (api: ApiClient, channel: object): Promise<Answer<ChannelView>> =>
  api.post(PATH, channel, channelSchema);

export const changeChannel = (api: ApiClient, id: string, change: object): Promise<Answer<ChannelView>> =>
  api.patch(pathOf(id), change, channelSchema);

export const tryRules = (api: ApiClient, id: string, asked: object): Promise<Answer<TrialView>> =>
  api.post(`${pathOf(id)}/payment-rules/try`, asked, trialSchema);

export const checkChannel = async (api: ApiClient, id: string): Promise<z.infer<typeof checkSchema>> =>
  valueOf(await api.post(`${pathOf(id)}/check`, {}, checkSchema));

export const newWebhookUrl = async (api: ApiClient, id: string): Promise<z.infer<typeof webhookUrlSchema>> =>
  valueOf(await api.post(`${pathOf(id)}/webhook-token`, {}, webhookUrlSchema));

export const deleteChannel = (api: ApiClient, id: string): Promise<Answer<z.infer<typeof deletedSchema>>> =>
  api.remove(pathOf(id), deletedSchema);
