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
import {
  deletedReceiverSchema,
  receiverListSchema,
  receiverSchema,
  receiverTestSchema,
  type ReceiverView,
} from '../../v1/receivers/schemas.ts';
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

/** `version`: the one that was seen; with another one by now nothing is changed. */
export const changeChannel = (api: ApiClient, id: string, change: object, version?: string): Promise<Answer<ChannelView>> =>
  api.patch(pathOf(id), change, channelSchema, version);

export const tryRules = (api: ApiClient, id: string, asked: object): Promise<Answer<TrialView>> =>
  api.post(`${pathOf(id)}/payment-rules/try`, asked, trialSchema);

export const checkChannel = async (api: ApiClient, id: string): Promise<z.infer<typeof checkSchema>> =>
  valueOf(await api.post(`${pathOf(id)}/check`, {}, checkSchema));

export const newWebhookUrl = (api: ApiClient, id: string, register: boolean): Promise<Answer<z.infer<typeof webhookUrlSchema>>> =>
  api.post(`${pathOf(id)}/webhook-token`, { register }, webhookUrlSchema);

export const deleteChannel = (api: ApiClient, id: string, version?: string): Promise<Answer<z.infer<typeof deletedSchema>>> =>
  api.remove(pathOf(id), deletedSchema, version);

const receiversOf = (id: string): string => `${pathOf(id)}/receivers`;
const receiverOf = (id: string, receiver: string): string => `${receiversOf(id)}/${encodeURIComponent(receiver)}`;

export const listReceivers = async (api: ApiClient, id: string): Promise<ReceiverView[]> =>
  valueOf(await api.get(receiversOf(id), receiverListSchema)).items;

export const addReceiver = (api: ApiClient, id: string, receiver: object): Promise<Answer<ReceiverView>> =>
  api.post(receiversOf(id), receiver, receiverSchema);

export const changeReceiver = (api: ApiClient, id: string, receiver: string, change: object): Promise<Answer<ReceiverView>> =>
  api.patch(receiverOf(id, receiver), change, receiverSchema);

export const deleteReceiver = async (api: ApiClient, id: string, receiver: string): Promise<unknown> =>
  valueOf(await api.remove(receiverOf(id, receiver), deletedReceiverSchema));

export const testReceiver = async (api: ApiClient, id: string, receiver: string): Promise<z.infer<typeof receiverTestSchema>> =>
  valueOf(await api.post(`${receiverOf(id, receiver)}/test`, {}, receiverTestSchema));
