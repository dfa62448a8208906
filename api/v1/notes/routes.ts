import { createRoute, z } from '@hono/zod-openapi';
import { body, idempotencyHeader, json, needs, problems } from '../../http/route.ts';
import { checkoutParams } from '../shared/params.ts';
import { newNoteSchema, noteSchema } from './schemas.ts';

const tags = ['Checkouts'];
const path = '/v1/checkouts/{id}/notes';

export const list = createRoute({
  method: 'get',
  path,
  ...needs('admin'),
  tags,
  operationId: 'listNotes',
  summary: 'List the notes of a checkout',
  description: 'What people wrote down about it, the newest 500, newest first. Neither Apruve nor the shop is told of them.',
  request: { params: checkoutParams },
  responses: { 200: json(z.object({ items: z.array(noteSchema) }), 'The notes.'), ...problems('not-found') },
});

export const add = createRoute({
  method: 'post',
  path,
  ...needs('admin'),
  tags,
  operationId: 'addNote',
  summary: 'Write a note about a checkout',
  description: 'Also after its end. Erased with the buyer.',
  request: { params: checkoutParams, headers: idempotencyHeader, body: body(newNoteSchema) },
  responses: { 201: json(noteSchema, 'Written.'), ...problems('not-found') },
});
