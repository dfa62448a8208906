import { plainText } from '../../../workflows/contract/fields.ts';
import { listRoute } from '../shared/routes.ts';
import { setupChangeSchema } from './schemas.ts';

export const list = listRoute('/v1/setup-changes', setupChangeSchema, {
  scope: 'admin',
  tags: ['People'],
  operationId: 'listSetupChanges',
  summary: 'List who has changed the set-up',
  description:
    'Every change of channels, users, keys and sessions, newest first. For administrators and admin keys of all channels.',
  filters: { subject: plainText(64).optional().openapi({ description: 'Only what was done to this id.' }) },
});
