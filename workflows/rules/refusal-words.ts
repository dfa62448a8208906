/** Why Apruve has refused something, in its own words. */
export interface RefusalWords {
  title: string;
  detail: string | null;
}

const NO_REASON = 'Apruve gave no reason.';

/** Apruve's words in the body of a refusal: `errors[0].title` and `detail`, or its plain text; it may give none. */
export function refusalWords(body: unknown): RefusalWords {
  const first = firstError(body);
  const given = typeof body === 'string' ? [isPlain(body) ? body : ''] : [first?.['title'], first?.['detail']];
  const [title = NO_REASON, detail = null] = given.flatMap((word) =>
    typeof word === 'string' && word.trim() !== '' ? [word.trim()] : [],
  );
  return { title, detail };
}

/** False for what is no sentence: nothing, a page of a proxy, JSON that broke off. */
const isPlain = (text: string): boolean => /^\s*[^\s<{[]/.test(text);

function firstError(body: unknown): Record<string, unknown> | null {
  if (typeof body !== 'object' || body === null || !('errors' in body) || !Array.isArray(body.errors)) return null;
  const first: unknown = body.errors[0];
  return typeof first === 'object' && first !== null ? { ...first } : null;
}
