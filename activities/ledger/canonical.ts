import { createHash } from 'node:crypto';

export { canonicalJson } from '../../workflows/rules/canonical-json.ts';

/** SHA-256 in hex over UTF-8. */
export const sha256 = (value: string): string => createHash('sha256').update(value, 'utf8').digest('hex');
