/** The same look for all who ask within `forMs`: asking often costs nothing. One that fails is not kept. */
export function remembered<T>(look: () => Promise<T>, forMs: number): () => Promise<T> {
  let last: { answer: Promise<T>; until: number } | null = null;
  return () => {
    if (last !== null && last.until >= Date.now()) return last.answer;
    const answer = look();
    last = { answer, until: Date.now() + forMs };
    answer.catch(() => {
      if (last?.answer === answer) last = null;
    });
    return answer;
  };
}
