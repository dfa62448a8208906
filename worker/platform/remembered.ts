/** The same look for all who ask within `forMs`: asking often costs nothing. */
export function remembered<T>(look: () => Promise<T>, forMs: number): () => Promise<T> {
  let last: { answer: Promise<T>; until: number } | null = null;
  return () => {
    if (last === null || last.until < Date.now()) last = { answer: look(), until: Date.now() + forMs };
    return last.answer;
  };
}
