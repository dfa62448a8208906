import { createHash } from 'node:crypto';

/** SHA-256 in hex over UTF-8. */
export const sha256 = (value: string): string => createHash('sha256').update(value, 'utf8').digest('hex');
