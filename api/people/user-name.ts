import { z } from '@hono/zod-openapi';

/** A name as it is stored and looked up: nobody has to remember how it was capitalized. */
export const toUserName = (text: string): string => text.normalize('NFC').trim().toLowerCase();

/** The name of somebody who is new. */
export const userNameSchema = z
  .string()
  .transform(toUserName)
  .pipe(z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}.@+_-]{0,99}$/u, 'A name is up to 100 letters, digits and . @ + _ -'));
