import { parseAccept } from 'hono/utils/accept';
import type { Channel } from '../../../workflows/contract/channel.ts';

const ELSE = 'en';

/** The labels in the first language of `wanted` that there is, then in English, then in any. */
export function labelIn(
  labels: Channel['labels'],
  wanted: readonly string[],
): { language: string; label: string; short_label: string } {
  const order = [...wanted, ELSE, ...Object.keys(labels)];
  const language = order.find((each) => Object.hasOwn(labels, each)) ?? ELSE;
  return { language, ...(labels[language] ?? { label: '', short_label: '' }) };
}

/** The languages (ISO 639-1) that somebody asks for, the liked ones first: of a parameter, else of the header `Accept-Language`. */
export function languagesOf(parameter: string | undefined, header: string | undefined): string[] {
  if (parameter !== undefined) return [primary(parameter)];
  return parseAccept(header ?? '').flatMap(({ type, q }) => (q > 0 ? [primary(type)] : []));
}

const primary = (tag: string): string => (tag.split('-')[0] ?? '').toLowerCase();
