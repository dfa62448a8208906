/** Signs in to the console of an API, and answers the cookie. */
export async function signInTo(url: string, key: string): Promise<string> {
  const answer = await fetch(`${url}/console/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: url },
    body: new URLSearchParams({ key }),
    redirect: 'manual',
  });
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

export interface LiveStream {
  status: number;
  headers: Headers;
  /** All that came so far. */
  text: () => string;
  /** Resolves when it has ended. */
  ended: Promise<void>;
  close: () => void;
}

/** Opens the stream of changes, as a page of the console does. */
export async function openStream(url: string, cookie: string): Promise<LiveStream> {
  const closing = new AbortController();
  const { status, headers, body } = await fetch(`${url}/console/live`, {
    headers: { accept: 'text/event-stream', cookie },
    redirect: 'manual',
    signal: closing.signal,
  });
  let text = '';
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const chunk of body ?? []) text += decoder.decode(chunk, { stream: true });
  };
  return { status, headers, text: () => text, ended: read().catch(() => undefined), close: () => closing.abort() };
}
