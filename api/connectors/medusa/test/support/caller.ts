export interface Reply<T = any> {
  status: number;
  body: T;
}
export type Ask = <T = any>(method: string, path: string, body?: unknown) => Promise<Reply<T>>;

/** Calls a JSON API. */
export const caller =
  (base: string, headers: Record<string, string> = {}): Ask =>
  async (method, path, body) => {
    const answer = await fetch(base + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: /^[[{]/.test(text) ? JSON.parse(text) : text };
  };
