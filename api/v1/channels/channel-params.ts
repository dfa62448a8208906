import { z } from '@hono/zod-openapi';
import { plainText } from '../../../workflows/contract/fields.ts';

export const channelParams = z.object({ id: plainText(64).openapi({ param: { name: 'id', in: 'path' } }) });
