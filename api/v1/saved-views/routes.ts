import { createRoute, z } from '@hono/zod-openapi';
import { plainText } from '../../../workflows/contract/fields.ts';
import { body, json, needs, ownOf, problems } from '../../http/route.ts';
import { MOST_VIEWS, newViewSchema, savedViewList, savedViewSchema } from './schemas.ts';

const tags = ['People'];

export const list = createRoute({
  method: 'get',
  path: '/v1/saved-views',
  ...needs('admin'),
  tags,
  operationId: 'listSavedViews',
  summary: 'List your saved views',
  description: 'Lists of the console that the caller keeps with their filters, by name. Nobody sees those of others.',
  responses: { 200: json(savedViewList, 'All.'), ...problems() },
});

export const save = createRoute({
  method: 'post',
  path: '/v1/saved-views',
  ...ownOf('admin'),
  tags,
  operationId: 'saveView',
  summary: 'Save a view',
  description: `Up to ${MOST_VIEWS}. One of the same name takes the place of the other.`,
  request: { body: body(newViewSchema) },
  responses: { 201: json(savedViewSchema, 'Saved.'), ...problems() },
});

export const drop = createRoute({
  method: 'delete',
  path: '/v1/saved-views/{id}',
  ...ownOf('admin'),
  tags,
  operationId: 'deleteView',
  summary: 'Delete a saved view',
  request: { params: z.object({ id: plainText(64).openapi({ param: { name: 'id', in: 'path' } }) }) },
  responses: { 200: json(savedViewSchema, 'As it was.'), ...problems('not-found') },
});
